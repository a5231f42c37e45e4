import { fragments } from './en-fragments.js';
import { phrases } from './en-phrases.js';
import { rules } from './en-rules.js';
import type { Language } from './language.js';

export const en: Language = {
  code: 'en',

  concepts: {
    // Who is asked for.
    human: 'human humans hooman hoomans person persons people ppl individual peson persn humanbeing',
    role: `agent agents operator operators representative representatives rep reps advisor advisors adviser
      advisers supervisor supervisors manager managers representitive represenative representive representant csr`,
    worker: `assistant assistants employee employees associate associates consultant consultants specialist
      specialists staff staffer colleague colleagues expert experts executive executives officer clerk attendant
      technician boss team member members department professional worker owner guy man woman lady dude superior guys folks leader`,
    being: 'being beings',
    anyone: 'whoever someone somebody anyone anybody some1 any1 sum1 sm1 smone smbdy smb sb sumbody sombody sumone',
    some: 'some any',
    single: 'one body 1',
    callback: 'callback callbacks',
    escalation: 'escalation',
    colleague: 'colleague colleagues coworker coworkers manager supervisor boss superior',
    alive: 'pulse brain brains heartbeat soul face voice heart',
    flesh: 'flesh',
    questioned: 'asked ask told tell',
    tier: 'tier level',
    management: 'management authority authorities',
    dept: 'department dept division',
    got: 'got',
    else: 'else',
    out: 'out past around',
    open: 'open start launch begin initiate go starting opening',
    book: 'book schedule arrange order',
    write: 'email write mail text',
    replies: 'responses replies answers response reply answer',
    shall: 'ill will shall',
    go: 'go be',
    quit: 'stop quit exit leave end disable kill deactivate turn switch shut close',
    title: 'mr mrs ms miss dr mister',
    another: 'another different',
    how: 'how what howbout',
    skip: 'skip bypass avoid',
    press: 'press dial push type say enter',
    desk: 'support helpdesk',
    customer: 'customer customers client clients consumer',
    trade: `customer client support service services care sales billing tech technical help desk success relations
      account accounts accounting returns claims finance payments complaints`,
    care: 'service services support care assistance success relations center centre',
    real: 'real live actual human living physical genuine breathing proper',
    humanly: 'human live',
    help: `help helping assistance assist support service interaction intervention contact chat conversation
      attention care touch response callback answer reply review`,
    bot: 'bot bots robot robots chatbot chatbots ai llm chatgpt gpt ia',
    machine: `bot bots robot robots chatbot chatbots machine machines computer computers ai automation automated
      algorithm software program recording script llm chatgpt gpt ia`,
    escalate: 'escalate',
    keypad: 'press dial push option menu',
    zero: '0 zero',
    senior: 'senior higher competent qualified experienced knowledgeable',
    allot: 'assign provide',
    ought: 'should must ought needs',
    chance: 'chance possibility option way',
    question: 'question',
    queue: 'queue wait waitlist',
    change: 'change',
    phoning: 'call phone',
    calling: 'calling phoning',
    day: 'tomorrow today tonight',
    // No rule's concept: words that are long enough to be forgiven a slip, of concepts whose others are not.
    forgiven: 'available through immediately directly straight',
    joined: 'connected transferred transfered redirected',
    escalated: 'escalated',

    // How they are asked for.
    talk: 'talk speak chat converse complain communicate interact deal discuss spk spek speek speack tlk tal tok tolk',
    meeting: 'conversation discussion session meeting call appointment talk chat',
    talking: 'talking speaking chatting conversing communicating interacting dealing',
    reach: `contact reach call phone ring message consult ask reaching contacting calling phoning asking page
      summon`,
    noun: 'contact call phone chat message ring support help',
    move: 'connect redirect reroute route patch escalate connecting redirecting routing escalating',
    transfer: 'transfer transfering transferring tranfer',
    carry: `transfer transferring transfering tranfer send forward pass hand direct switch take bring move refer
      link give put let turn assign raise lead point dial hook loop plug shift flip swap
      sending forwarding passing switching handing directing referring`,
    moved: `connected transferred transfered redirected forwarded referred routed escalated passed switched put
      handed directed moved`,
    object: `me us this it chat call conversation convo case issue matter problem question request complaint
      ticket query session thread`,
    chat: 'chat call conversation convo thread',
    me: 'me us',
    arrive: 'get getting',
    get: 'get getting find finding fetch grab gimme give bring send gets have having use using assign provide',
    fetch: 'get getting find fetch grab',
    gimme: `give gimme get send bring pull find fetch grab assign provide lend show loop involve giving sending getting
      bringing finding`,
    have: 'have has having get use getting',
    want: `want wants need needs wanna require prefer demand request rather wish wanting needing requesting
      demanding seeking seek requires nid wnt waiting await`,
    wish: 'want wants need needs wanna require prefer request',
    like: 'like love appreciate enjoy',
    for: 'for 4',
    ask: 'ask asking insist request requesting looking',
    handoff: 'handoff handover takeover',
    hold: 'touch hold ahold through contact word',
    let: 'let lemme allow',
    helped:
      'helped assisted served handled answered treated supported called contacted phoned reviewed checked looked fixed resolved',
    review: 'review check read',
    make: 'make force',

    // What stands between.
    to: 'to too 2 with w wit wth ta wiith tot onto tp ot ro',
    over: `into involved over through on back thru along up directly straight off now immediately right away
      onward out`,
    indefinite: 'a an any some another other different more',
    definite: 'the that this these those which what whose',
    your: 'your ur yr youre yours',
    my: 'my our his her their',
    about: 'about regarding concerning re',
    of: 'of by from',
    // Not a word of any rule, but not a stranger to the language either: it ends a gap.
    others: 'and or but nor',
    i: 'i we id ill im ive iam were',
    you: 'you u ya yall ye',
    they: `he she they people customers users everyone everybody friend wife husband mother father mom dad son
      daughter brother sister boss nobody noone who agents customer user`,
    can: 'can could may might able cani',
    modal: `can could may might would should will shall must id ill wanna want need to wont cant couldnt dont
      didnt cannot`,
    is: "'s is are be isnt arent am was were",
    am: 'am im are was were been youre hes shes theyre iam',
    be: 'be get getting being gets',
    there: 'there their ther',
    do: 'do does did have has havent',
    where: 'where wheres',
    whom: 'who whom',
    that: 'who that which whom whoever',
    knows: 'can could will would knows understands speaks is has handles deals works actually may might',

    // What turns it around.
    neg: 'dont dnt dun not never wouldnt wont neednt shouldnt neither nor aint don',
    rarely: 'doesnt havent didnt isnt hasnt wasnt',
    hate: 'hate hated loathe',
    refuse: 'refuse refusing',
    longer: 'longer',
    number: 'one two three four five six seven eight nine ten many few several',
    chief: 'manager supervisor boss superior owner leader',
    see: 'see meet',
    no: 'no without zero',
    why: 'why y can could',
    than: 'than',
    had: 'had after during got received',
    in: 'in',
    contact: 'contact',
    person: 'person persons',
    wished: 'wanted asked tried wants needs needed told likes prefers requested insisted said says',
    nobody: 'nobody noone',
    id: 'id would wud ill',
    said: 'said asked requested typed told say wrote repeat demanded',
    desire: `want wnt wanna need like wish care have having try trying plan planning intend going gonna prefer asking
      looking feel feeling wanting needing interested require time reason necessary desire meant mean intending`,
    think: 'think believe feel sure thought',
    instead: `instead rather than without before after avoid except besides since while when during by from stop
      stopped kept keep enjoyed enjoy remember finished love loved hate for thanks thank`,
    tired: 'tired sick fed done enough hate hating stop hates frustrated',
    if: 'if when whenever once after before until unless while',
    past: 'yesterday ago last earlier previously already',

    // What makes another thing of the noun.
    tail: `button buttons feature features function settings role roles status profile list group icon charge charges cost costs price prices 's number numbers no id ids name names address fee fees code codes account accounts portal app license
      licence access seat seats limit office offices discount error errors resources rights hair body bodies job
      jobs position salary company companies review reviews rating ratings feedback training commission login
      dashboard program programme policy badge network software system panel card cards hours hour time times page
      website site ticket tickets form article email emails mail mails plan plans phone told said was is were has
      had did does gave never always counter counters sized size readable figure figures shaped`,
    other: `estate travel insurance delivery shipping cleaning tour mobile network real-estate virtual ai digital
      automated bot google booking bank visa property realty forwarding customs security secret free phone telecom
      courier mail store forward contract payment washing bleaching collection crane machine`,

    // What may stand around a bare "agent".
    please: 'bitte please pls plz plse pleas plss kindly',
    filler: `bitte please pls plz kindly now asap immediately hello hi hey ok okay okey just only right away quick
      quickly fast again here thanks thank thx ty cheers you sir madam urgent urgently then dear yo good morning evening
      afternoon help today bruh bro dude omg ffs wtf ugh argh lol oh um uh so well alright to with yes sorry mate an a straight directly i said`,
    opener: `please pls plz kindly now hello hi hey ok okay okey yeah yep just only right quick again here sir madam urgent
      urgently then dear yo good morning evening afternoon oh um uh so well alright to with yes sorry mate a an
      bruh bro dude omg ffs wtf ugh argh lol
      straight directly i said 0 zero`,
    now: 'now asap immediately needed required wanted pronto preferred requested right',
    available: 'available online around free here there present awake working listening',
    act: `help assist handle look answer call contact take review reply respond solve fix explain talk speak chat
      join intervene step deal resolve sort reach guide walk decide try check`,
    add: 'add invite include bring involve',
    tell: 'tell ask arrange have get let',
    hear: 'hear',
    back: 'back',
    line: 'line phone telephone',
    better: `better best good great nice easier faster helpful possible appreciate wonder wondering ask mind grateful glad happy thankful
      prefer like ok okay cool alright fine`,
    must: 'must',
    duty: 'have need has needs',
    team: 'team',
    required: 'required requested',
    needed: 'needed necessary',
    privilege: 'privilege privileges permission permissions',
    ring: 'call phone ring contact ringing message reach',
  },

  subjects:
    'machine transfer move handoff real human role worker anyone desk trade bot escalate escalated whom single callback ring escalation hold flesh quit management tier dept zero senior joined calling',

  forgiving:
    'real human role worker anyone desk care customer machine talk talking reach move carry gimme wish please neg rarely moved helped now desire longer to callback ask refuse handoff forgiven',

  realWords: `width withe advise advised advises advisory all ant argent assigns assistances associated bass batch bats beach binding bits
    blink bolts boots both breach bright brine brings bypass cafe cake cal calf calls calm came cape car caret cars
    cart catch cell chant chap char chart chats cheat coat commuter complains compute computed computes connects
    consume consumed consumers contacts core created cull cure dead deeds dent desired directive doing donut dot due
    each either employed employer end ending enter ever exert expect expects export exports falling feed feeds fever
    findings finds fine forgiving forwards fund funding given gives grabs gray handler handling hands handy
    hang hard hat hire hired hiring how humane ideal indirect individuals intent interactive lake land landing latch lay lazy leach
    lead lease led lending lens lent letting lever life light line links lite lived lives logger loops manage
    managed manages manger massage match means mending messages mode mole mover moves movie needy nerd newer night
    officers owned pants parsed parson passes passthrough password past path paused pays peak pending persona phony
    plain play pleased plus preach prone provided provider provides rang rants reachable react read realm reasons
    reconnect refers refs remembers remove repo repos requests res resend return rings roach root roots router
    routes routine rung sand saving scripts seed seeds sends sent server setting sever shoe shone shop shot shown
    shows slow sneak snow someones spear speck speed spend staffs stalk steak steam stiff stuff supports tack taken
    taker takes taking tale talks tall tame tank tape task tea teach teal teams tear teem term tern timer torn
    transfers turns err less soon fallback fallbacks loss boot bee mass poor moon mess deem poll teen butt putt pill inn waft wait waits walking wand wane wart watch watt weeds went witch women worked workers`,

  fragments,
  rules,
  phrases,
};
