import type { Language } from './language.js';

export const de: Language = {
  code: 'de',

  concepts: {
    // Wer verlangt wird.
    human: 'mensch menschen mensche person personen leute menschenwesen',
    role: `mitarbeiter mitarbeiterin mitarbeitern mitarbeiters mitarbeitenden mitarbeitende berater beraterin
      beratern kundenberater kundenberaterin kundenbetreuer kundenbetreuerin sachbearbeiter sachbearbeiterin
      ansprechpartner ansprechpartnerin ansprechperson agent agenten agentin operator servicemitarbeiter
      servicemitarbeiterin supportmitarbeiter supportmitarbeiterin kundendienstmitarbeiter
      kundenservicemitarbeiter servicekraft vorgesetzten vorgesetzter vorgesetzte teamleiter teamleiterin
      supervisor manager managerin betreuer betreuerin supportler servicekollegen`,
    worker: `kollege kollegen kollegin chef chefin experten experte expertin fachmann spezialisten techniker
      angestellten angestellter personal team`,
    anyone: 'jemand jemanden jemandem jmd jemanten irgendjemand irgendjemanden irgendwen wen wem irgendwem',
    desk: 'kundenservice kundendienst kundensupport kundenbetreuung kundenberatung support helpdesk servicehotline',
    trade: 'kundenservice kundendienst kundensupport support service technik',
    real: `echt echte echten echter echtem echtes real realen reale wirklich wirklichen wirkliche richtig
      richtigen richtige richtiger lebendig lebendigen lebende lebenden menschlich menschlichen menschliche
      menschlicher menschliches persönlich persönlichen persönliche persönlicher live`,
    help: 'hilfe unterstützung kontakt support beratung ansprechpartner betreuung chat gespräch',
    bot: 'bot bots chatbot chatbots ki roboter robotern',
    machine: `bot bots chatbot chatbots ki roboter robotern maschine maschinen computer automaten automat programm
      software`,

    // Wie er verlangt wird.
    talk: `sprechen reden chatten telefonieren schreiben kommunizieren unterhalten sprech red rede spreche
      quatschen besprechen klären austauschen verhandeln`,
    reach: 'erreichen erreiche kontaktieren kontaktiere anrufen sprechen sprech fragen anschreiben',
    join: `verbinden verbinde verbindet verbind durchstellen stell stelle stellen weiterleiten leite leiten leit
      weiterverbinden übergeben übergib übergebe gib geben gebt geb hol holen schick schicken weiterreichen
      vermitteln vermittle weitergeben überstellen eskalieren weiter`,
    joined: 'verbunden durchgestellt weitergeleitet weiterverbunden übergeben vermittelt',
    give: 'gib geben gebt geb hol holen schick schicken besorg organisier finden finde',
    want: `will möchte möcht möchten wollen mag brauche brauch brauchen benötige benötigen verlange fordere
      wünsche bevorzuge hätte hätt hätten wollte bestehe bitte warte suche`,
    wish: 'will möchte möchten wollen brauche benötige verlange fordere wünsche bevorzuge hätte hätten wollte',
    like: `gern gerne lieber bitte mal jetzt sofort einfach nur auch doch endlich denn halt eben direkt schnell
      dringend hier wieder noch`,
    can: 'kann könnte können darf dürfte könnt kannst könnten könntest würde würden würdest kan konnte konnten',
    i: 'ich wir mir mich uns',
    you: 'sie du ihr dich euch',
    speak: 'sprechen reden',
    have: 'haben bekommen kriegen',
    kontakt: 'kontakt chat gespräch telefonat verbindung weiterleitung',
    hilfe: 'hilfe unterstützung rückruf antwort beratung',
    komme: 'komme komm kommen gelange',
    durch: 'durch von',

    // Was dazwischen steht.
    indefinite: `ein eine einen einem einer nen ne nem irgendein irgendeinen irgendeinem andere anderen anderer
      anderem`,
    definite: 'der die das den dem des dieser diesen diesem diese',
    your: 'euer eure euren eurem eurer ihr ihre ihren ihrem ihrer dein deine deinen deinem deiner',
    my: 'mein meine meinen meinem meiner unser unsere unseren sein seine seinen seinem',
    mit: 'mit an zu zum zur bei beim',
    um: 'um nach auf',
    aus: 'aus vom von im beim der des ihrem eurem',
    gibt: 'gibt gibts ist sind habt haben',
    es: 'es da hier dort denn auch',
    wer: 'wem wen',
    onward: 'weiter durch weiterleiten durchstellen weiterverbinden',
    lass: 'lass lassen lasst',

    // Was es umkehrt.
    nicht: 'nicht nie niemals nich ned net',
    kein: 'kein keine keinen keinem keiner ohne statt anstatt',
    // Kein Wort einer Regel, aber auch kein unbekanntes: es beendet eine Lücke.
    others: 'wie wo bin bist sind sei ist war waren warst',
    wenn: 'wenn falls bevor nachdem weil dass ob als seit',
    they: 'er man kunden leute viele freund freundin mann frau chef',

    // Was etwas anderes daraus macht.
    tail: `nummer nummern name namen adresse id konto kontos code kosten gebühr gebühren zeiten zeit
      öffnungszeiten rabatt portal zugang login email mail e-mail vertrag rechte ressourcen hat hatte war ist
      sagte meinte wurde wird hatten waren sind ausweis vorteile adressen anzahl`,
    other: `versicherungs reise immobilien liefer zustell geheim virtuellen virtuelle virtueller digitalen
      digitaler ki meinen meinem`,

    // Was um einen bloßen "Mitarbeiter" stehen darf.
    filler: `bitte jetzt sofort hallo hi hey ok okay nur mal schnell endlich dringend danke ja gerne gern guten
      tag morgen abend einen ein einem einer eine an zu zum mit den dem einfach also ich will möchte hilfe hier
      her doch`,
    please: 'bitte bitteschön jetzt sofort endlich',
    act: `helfen anrufen antworten kümmern übernehmen anschauen ansehen melden zurückrufen bearbeiten klären lösen
      lesen unterstützen beraten erklären sprechen reden`,
    ring: 'anrufen zurückrufen melden kontaktieren helfen',
    free: 'frei erreichbar da verfügbar hier dort online anwesend',
    prep: 'für über gegen wegen',
    soll: 'soll sollte',
    callback: 'rückruf rückanruf',
    spoken: 'gesprochen geredet telefoniert gechattet',
  },

  subjects: 'human role worker anyone desk real help machine join callback',
  forgiving: 'human role anyone desk talk reach wish real kein nicht please join joined worker',

  realWords: `bitten bitter braucht brauchte dicht echo erreicht feine feinen gebe heiten jeden kontaktiert leben lebend
    leiden licht manage managen mitte mochtet moechtet nacht nichts recht rechten reder redet reinen schreibe
    schrieben sicht sprach sprache sprachen wille wirkliches wohlen wolken wolle wollt wolltet`,

  fragments: {
    MOD: '(real|plain|trade)',
    END: '(?!human|role|worker|tail)',
    ONE: '(indefinite|your|real){0,3} (?!other) MOD{0,2} (?<!other) (human|role) END',
    THE: '(definite|indefinite|your|real){0,3} (?!other) MOD{0,3} (?<!other) (human|role) END',
    BARE: '(indefinite|real|trade){0,3} (?<!other) (human|role){1,3} END',
    STAFF: '(indefinite|your|definite|real){1,2} (MOD|human|role){0,2} (?<!my) worker (?!tail)',
    ANYONE: '(real|indefinite)? anyone (real|aus (plain|desk|trade){1,2})?',
    DESK: '(your|definite|indefinite)? (trade){0,2} desk (?!tail)',
    HUMANHELP: 'indefinite? real{1,2} help (?!tail)',
    TARGET: '(THE|STAFF|ANYONE|DESK|HUMANHELP)',
    // "Ich will nicht …", "ich muss nicht …"; but "warum kann ich nicht …" and "ich konnte nicht …" ask.
    UNWANTED: '((?<!can word{0,3}) nicht (like|plain)?)',
    SMALL: '(like|plain|i|you|es)',
    TINY: '(like|i|you|es)',
  },

  rules: [
    {
      name: 'sprechen',
      match: 'mit TARGET (SMALL|aus plain|um plain){0,4} talk',
      notAfter: '(UNWANTED|nicht word{1,3}|they|wenn i)',
    },
    {
      name: 'sprechen',
      match: 'talk (?!i) SMALL{0,4} mit TARGET',
      notAfter: '(nicht|kein|wenn|plain i|i)',
      notBefore: 'kein',
    },
    { name: 'sprechen', match: 'wish SMALL{0,2} like SMALL{0,2} mit TARGET spoken' },
    { name: 'sprechen', match: '(wish|can|lass|like) SMALL{0,4} mit TARGET (edge|talk)', notBefore: 'nicht' },
    {
      name: 'sprechen',
      match: '(wish|can) SMALL{0,4} (um|mit|prep) word{1,4} mit TARGET (edge|talk)',
      notBefore: 'nicht',
    },
    {
      name: 'erreichen',
      match: '(THE|STAFF|ANYONE|DESK) SMALL{0,3} reach',
      notAfter: '(UNWANTED word{0,2}|they|kein word{0,1}|mit word{0,4}|wenn i?)',
    },
    { name: 'erreichen', match: 'reach SMALL{0,3} (ONE|ANYONE|DESK)', notAfter: '(nicht|kein|wenn i?|definite)' },
    {
      name: 'verbinden',
      match: 'join (SMALL|definite plain){0,5} mit TARGET',
      notAfter: '(nicht|kein|wenn i?)',
      notBefore: 'nicht',
    },
    { name: 'verbinden', match: 'mit TARGET SMALL{0,3} (join|joined)', notAfter: '(UNWANTED|they)' },
    { name: 'verbinden', match: '(join|lass) SMALL{1,3} onward', notBefore: 'nicht' },
    { name: 'geben', match: 'give SMALL{0,3} (ONE|ANYONE|HUMANHELP|STAFF)', notAfter: '(nicht|kein|i)' },
    { name: 'wollen', match: 'want SMALL{0,4} um? (ONE|HUMANHELP|DESK (edge|please))', notAfter: '(they)' },
    { name: 'wollen', match: 'wish SMALL{0,3} ANYONE (edge|pause|real|definite|speak)', notAfter: '(they)' },
    { name: 'haben', match: 'can SMALL{0,3} (ONE|HUMANHELP) SMALL{0,2} have' },
    { name: 'gibt es', match: 'gibt SMALL{0,3} (ONE|ANYONE|HUMANHELP) (TINY{0,2} (edge|free)|mit)' },
    { name: 'mit dem ich sprechen kann', match: '(THE|ANYONE) pause? mit definite i' },
    { name: 'mit wem', match: 'mit wer can? SMALL{1,4} talk' },
    { name: 'Kontakt', match: 'mit TARGET plain? kontakt', notAfter: '(nicht|kein)' },
    { name: 'Kontakt', match: 'kontakt mit TARGET (edge|please)', notAfter: '(my|kein|definite)' },
    { name: 'komme ich zu', match: 'komme TINY{1,2} mit TARGET' },
    { name: 'Hilfe von', match: 'hilfe durch indefinite real{0,2} (human|role) END', notAfter: '(kein|my|definite)' },
    { name: 'bloß', match: 'stop filler{0,6} (BARE|HUMANHELP|DESK|ANYONE real) filler{0,8} stop' },
    {
      name: 'bitte',
      match: '(please BARE|BARE please)',
      notAfter: '(kein|nicht|definite|my|other) (real|trade|indefinite|human|role){0,2}',
    },
    { name: 'jemand soll', match: '(can|lass) SMALL{0,2} (ONE|STAFF|anyone real) word{0,4} act' },
    { name: 'jemand soll', match: '(can|lass|wish) SMALL{0,2} anyone SMALL{0,3} ring', notAfter: 'wenn' },
    { name: 'jemand soll', match: '(ONE|STAFF) soll SMALL{0,3} act', notAfter: '(kein|nicht)' },
    { name: 'Rückruf', match: 'edge (like|filler){0,2} um indefinite? callback (edge|please)' },
    { name: 'kein Bot', match: 'talk nicht like? mit (indefinite|definite|your|plain){0,2} machine' },
    { name: 'kein Bot', match: 'wish SMALL{0,3} kein SMALL{0,2} bot' },
    { name: 'kein Bot', match: 'wish SMALL{0,3} nicht SMALL{0,2} mit (indefinite|definite|your|plain){0,2} machine' },
    { name: 'kein Bot', match: 'edge kein bot' },
  ],

  phrases: {
    yes: `ja, jo, jep, jup, jawohl, jaa, joa, ja bitte, bitte, ja gern, ja gerne, gern, gerne, sehr gern, sehr gerne,
      klar, na klar, sicher, aber sicher, natürlich, selbstverständlich, unbedingt, auf jeden fall,
      auf alle fälle, okay, in ordnung, einverstanden, passt, geht klar, mach das, machen sie das, mach mal,
      mach, machs, machen sie, das wäre gut, das wäre nett, das wäre toll, das wäre super, das wäre schön,
      wäre gut, wäre nett, wäre super, warum nicht, freilich, genau, stimmt, jederzeit, kein problem,
      bitte machen, bitte machen sie das, verbinden sie mich, verbinde mich, bitte verbinden,
      bitte verbinden sie mich, ich bitte darum, los, tu das, möchte ich, will ich, würde ich, das möchte ich,
      das will ich, doch, ja doch, definitiv, von mir aus, meinetwegen, gute idee, sehr gut`,
    no: `nein, ne, nee, nö, nope, nein danke, nee danke, lieber nicht, besser nicht, nicht nötig,
      das ist nicht nötig, ist nicht nötig, nicht notwendig, nicht jetzt, jetzt nicht, noch nicht, gerade nicht,
      im moment nicht, momentan nicht, heute nicht, auf keinen fall, keinesfalls, bloß nicht, bitte nicht,
      bitte nein, nein bitte, auf gar keinen fall, niemals, nie, passt schon, geht schon, schon gut, vergiss es,
      vielleicht später, später, ein andermal, will ich nicht, möchte ich nicht, ich möchte nicht,
      ich will nicht, brauche ich nicht, ich brauche keinen, ich will keinen, ich möchte keinen,
      ich brauche das nicht, das brauche ich nicht, das möchte ich nicht, das will ich nicht, nicht, kein bedarf,
      eher nicht, danke nein, muss nicht sein, keinen, nicht wirklich`,
    courtesy: `danke, danke schön, dankeschön, vielen dank, danke sehr, besten dank, herzlichen dank, hallo, hi,
      guten tag, mal, doch, jetzt, sofort, gleich, schnell, dann, also, na, nun, so, sehr, das, es, einfach,
      dringend, wirklich, ach, ähm, endlich, lieb, nett von ihnen, nett, wenn es geht, wenn möglich,
      falls möglich, trotzdem, schon, auch, so schnell wie möglich, ganz`,
    echo: `ich, mich, mir, uns, möchte, will, würde, hätte, brauche, mit, an, zu, einem, einen, einer, eine, ein, der,
      dem, den, echten, richtigen, menschen, mensch, mitarbeiter, mitarbeiterin, person, jemand, jemanden,
      jemandem, berater, kollegen, kundenservice, agenten, sprechen, reden, verbinden, verbunden, werden,
      weiterleiten, weitergeleitet, sie, du, verbinde, lieber, können, kannst`,
    done: `das hat geholfen, hat geholfen, das hat mir geholfen, das hat mir sehr geholfen, das hat sehr geholfen,
      problem gelöst, das problem ist gelöst, das hat das problem gelöst, gelöst, erledigt, hat sich erledigt,
      es hat sich erledigt, das hat sich erledigt, das wars, das war s, das war es, das war alles, das ist alles,
      mehr brauche ich nicht, sonst nichts, nichts weiter, nichts mehr, keine weiteren fragen, keine fragen mehr,
      ich habe keine fragen mehr, alles klar jetzt, alles gut jetzt, jetzt funktioniert es, es funktioniert,
      es funktioniert jetzt, funktioniert jetzt, jetzt geht es, jetzt geht s, es geht jetzt, geht jetzt,
      es klappt, es klappt jetzt, hat geklappt, es hat geklappt, tschüss, tschüs, tschau, ciao, auf wiedersehen,
      wiedersehen, bis bald, schönen tag, schönen tag noch, einen schönen tag, einen schönen tag noch,
      schönen abend, schönen abend noch, alles erledigt, frage beantwortet, meine frage ist beantwortet,
      damit ist meine frage beantwortet, bin fertig, ich bin fertig`,
    pleased: `super, toll, klasse, prima, perfekt, großartig, wunderbar, spitze, ausgezeichnet, sehr gut, gut, top,
      alles klar, freut mich, sehr hilfreich, sehr freundlich, für die hilfe, für ihre hilfe, für deine hilfe,
      für alles, guter service, toller service`,
  },
};
