import { fragments } from './de-fragments.js';
import { phrases } from './de-phrases.js';
import { rules } from './de-rules.js';
import type { Language } from './language.js';

export const de: Language = {
  code: 'de',

  concepts: {
    // Wer verlangt wird.
    human: 'human mensch menschen mensche person personen leute leuten menschenwesen',
    role: `abteilungsleiter abteilungsleiterin serviceleiter gruppenleiter vorgesetztem mitarbeiter mitarbeiterin mitarbeitern mitarbeiters mitarbeitenden mitarbeitende berater beraterin
      beratern kundenberater kundenberaterin kundenbetreuer kundenbetreuerin sachbearbeiter sachbearbeiterin
      ansprechpartner ansprechpartnerin ansprechperson agent agenten agentin operator servicemitarbeiter
      servicemitarbeiterin supportmitarbeiter supportmitarbeiterin kundendienstmitarbeiter
      kundenservicemitarbeiter servicekraft vorgesetzten vorgesetzter vorgesetzte teamleiter teamleiterin
      supervisor manager managerin betreuer betreuerin supportler servicekollegen filialleiter filialleiterin marktleiter bereichsleiter
      kundendienstleiter verantwortlichen verantwortlicher verantwortliche`,
    worker: `kollege kollegen kollegin chef chefin experten experte expertin fachmann spezialisten techniker
      angestellten angestellter personal team geschäftsführer geschäftsführerin fachleute fachmänner`,
    chief: 'chef chefin boss geschäftsführer geschäftsführerin vorgesetzten vorgesetzter vorgesetztem abteilungsleiter',
    advisor: `sachbearbeiter sachbearbeiterin berater beraterin kundenberater kundenberaterin betreuer betreuerin
      kundenbetreuer kundenbetreuerin ansprechpartner ansprechpartnerin`,
    anyone:
      'jemand jemanden jemandem jmd jemanten irgendjemand irgendjemanden irgendjemandem irgendwen wen wem irgendwem',
    nobody: 'niemand niemanden niemandem keinem',
    office: `abteilung fachabteilung rechnungsabteilung reklamationsabteilung retourenabteilung versandabteilung
      serviceabteilung beschwerdeabteilung beschwerdestelle buchhaltung technik vertrieb verkauf zentrale hotline
      servicecenter callcenter rezeption reklamation rechnungsstelle verwaltung versand geschäftsleitung geschäftsführung leitung chefetage`,
    desk: 'kundenservice kundendienst kundensupport kundenbetreuung kundenberatung support helpdesk servicehotline hotline',
    trade: 'technischen technischer technische kundenservice kundendienst kundensupport support service technik',
    real: `echt echte echten echter echtem echtes real realen reale wirklich wirklichen wirkliche richtig
      richtigen richtige richtiger lebendig lebendigen lebende lebenden menschlich menschlichen menschliche
      menschlicher menschliches persönlich persönlichen persönliche persönlicher persönliches live telefonische telefonischen telefonischer zuständige zuständigen zuständiger`,
    help: 'hilfe unterstützung kontakt support beratung ansprechpartner betreuung chat gespräch',
    bot: 'bot bots chatbot chatbots ki roboter robotern',
    machine: `bot bots chatbot chatbots ki roboter robotern maschine maschinen computer automaten automat programm
      software`,

    // Wie er verlangt wird.
    talk: `sprechen reden chatten telefonieren schreiben kommunizieren unterhalten sprech red rede spreche
      quatschen besprechen klären austauschen verhandeln wenden beschweren schwätzen plaudern reda sprechn schprechen redn`,
    reach: 'anfordern verlangen erreichen erreiche kontaktieren kontaktiere anrufen sprechen sprech fragen anschreiben',
    join: `durchkommen verbinden verbinde verbindet verbind durchstellen stell stelle stellen weiterleiten leite leiten leit
      weiterverbinden weiterzuleiten durchzustellen weiterzuverbinden weiterzugeben dazuzuholen
      übergeben übergib übergebe gib geben gebt geb hol holen schick schicken weiterreichen
      vermitteln vermittle weitergeben abgeben abzugeben überstellen eskalieren weiter`,
    put: `verbinden verbinde verbindet weiterleiten weiterverbinden durchstellen weitervermitteln verbindung
      weiterleitung`,
    phone: 'rufen rufe ruf ruft',
    tun: 'tun',
    joined: 'verbunden durchgestellt weitergeleitet weiterverbunden übergeben vermittelt',
    give: 'nennen gib geben gebt geb hol holen holt bring bringt dazuholen dazuschalten schick schicken besorg organisier finden finde',
    want: `will möchte möcht möchten wollen mag brauche brauch brauchen bräuchte bräucht benötige benötigen verlange fordere
      wünsche bevorzuge hätte hätt hätten wollte bestehe bitte warte suche erwarte`,
    wish: 'will möchte möchten wollen mag bräuchte bräucht brauche benötige verlange fordere wünsche bevorzuge hätte hätten wollte',
    like: `nun gern gerne lieber bitte mal jetzt sofort einfach nur auch doch endlich denn halt eben direkt schnell
      dringend hier wieder noch besten liebsten`,
    can: 'kann könnte können darf dürfte könnt kannst könnten könntest würde würden würdest kan konnte konnten',
    i: 'ich wir mir mich uns i mi',
    you: 'sie du ihr dich euch',
    speak: 'sprechen reden sprechn redn',
    have: 'haben bekommen kriegen krieg kriege bekomm bekomme',
    able: 'kann könnte können darf konnte konnten kan könnt',
    kontakt: 'kontakt termin chat gespräch telefonat verbindung weiterleitung',
    hilfe: 'hilfe unterstützung rückruf antwort beratung',
    komme: 'komme komm kommen gelange',
    durch: 'durch von',
    moeglich: 'möglich möglichkeit chance gelegenheit weg bitte versuche wünsche verlange bestehe vorziehen bevorzuge',
    telefon: 'telefon apparat hörer leitung draht strippe rohr',
    dran: 'dran',
    take: 'übernehmen einspringen dazukommen einschalten',
    called: 'angerufen zurückgerufen kontaktiert',
    be: 'werden werde',
    wann: 'wann',
    erbeten: 'erwünscht gewünscht erbeten benötigt',
    wuerde: 'würde würd',
    escalate: 'eskalieren eskaliere eskaliert eskalier',
    passing: 'eskalation übergabe weitergabe weiterleitung durchstellung vermittlung',
    said: 'sagte sag gesagt schrieb geschrieben meinte',
    asked: 'gefragt gebeten verlangt',

    // Was dazwischen steht.
    indefinite: `ein eine einen einem einer nen ne nem an am irgendein irgendeinen irgendeinem andere anderen anderer
      anderem anders anderes`,
    definite: 'der die das den dem des dieser diesen diesem diese',
    your: 'euer eure euren eurem eurer ihr ihre ihren ihrem ihrer dein deine deinen deinem deiner',
    my: 'mein meine meinen meinem meiner unser unsere unseren sein seine seinen seinem',
    mit: 'mit an zu zum zur bei beim',
    toward: 'mit an zu zum zur',
    um: 'um nach auf',
    aus: 'aus vom von im beim der des ihrem eurem',
    gibt: 'gibt gibts ist sind habt habts haben sitzt arbeitet arbeiten',
    es: 'es da hier dort denn auch',
    wer: 'wem wen',
    onward: 'weiter durch weiterleiten durchstellen weiterverbinden',
    lass: 'lass lassen lasst',
    why: 'warum wieso weshalb',
    muss: 'muss müssen',
    am: 'bin bist war sind wurde worden',
    who: 'wer',
    how: 'wie wo',
    genug: 'genug satt leid reicht reichts',
    vom: 'aus vom von im beim',
    gibts: 'gibt gibts',
    mehr: 'mehr',
    zu: 'zu',
    hilf: 'hilf helfen helft',
    abteilung: `fachabteilung rechnungsabteilung reklamationsabteilung retourenabteilung versandabteilung serviceabteilung
      beschwerdeabteilung geschäftsleitung geschäftsführung chefetage`,
    erreicht: 'erreicht',
    tier: 'level',
    ihnen: 'ihnen euch dir',
    wir: 'wir',
    telefonieren: 'telefonieren',
    eskalation: 'eskalation',
    noetig: 'muss müsste sollte soll',
    brauche: 'will möchte möcht wollen brauche benötige erwarte verlange',
    okay: 'ok okay recht möglich besser',
    man: 'man',
    dazu: 'dazu hinzu',
    lust: 'lust bock interesse nerv nerven',
    andere: 'anders anderes anderen anderer anderem',
    freuen: 'freuen freue dankbar',
    oeffnen: 'starten beginnen öffnen starte aufnehmen herstellen',
    als: 'als',
    sondern: 'sondern',
    dass: 'dass das',
    fleisch: 'fleisch',
    herr: 'herr frau herrn',
    aufhoeren:
      'raus abschalten ausschalten verlassen hör hören hörn schalt schalte schalten stopp stop stoppen stoppe beende beenden weg schluss',
    wechsel: 'wechsel wechseln wechsle wechselt umschalten umleiten',
    served: 'beraten betreut bedient bearbeitet beantwortet geprüft kontaktiert angerufen zurückgerufen unterstützt',
    acts: `kümmert hilft anruft zurückruft antwortet ansieht anschaut meldet übernimmt liest bearbeitet klärt prüft
      schaut weiterhilft nachschaut draufschaut beantwortet entscheidet erklärt`,
    involve: `ziehen zieh zieht hinzuziehen dazuholen dazuschalten einschalten hinzuschalten einbeziehen einbinden
      hinzuzuziehen dazuzuholen einzuschalten`,
    anruf: 'anruf',
    waers: 'wärs wäre',
    skip: 'überspringen umgehen',
    had: 'musste mussten',
    back: 'an zurück',

    // Was es umkehrt.
    nicht: 'nicht nie niemals nich ned net',
    kein: 'kein keine keinen keinem keiner ohne statt anstatt nix',
    // Kein Wort einer Regel, aber auch kein unbekanntes: es beendet eine Lücke.
    others: 'beide beiden alle jede jeder zwei drei vier wie wo bin bist sind sei ist war waren warst',
    wenn: 'wenn falls bevor nachdem weil als seit',
    kunden: 'kunden',
    they: 'er kunden leute viele freund freundin mann frau chef',

    // Was etwas anderes daraus macht.
    tail: `nummer nummern name namen adresse id konto kontos code kosten gebühr gebühren zeiten zeit
      öffnungszeiten rabatt portal zugang login email mail e-mail vertrag rechte ressourcen hat hatte war ist
      sagte meinte wurde wird hatten waren sind ausweis vorteile adressen anzahl job jobs stelle stellenangebot gehalt ausbildung`,
    other: `versicherungs reise immobilien liefer zustell geheim virtuellen virtuelle virtueller digitalen
      digitaler ki meinen meinem`,

    // Was um einen bloßen "Mitarbeiter" stehen darf.
    filler: `nun please pls hello bitte jetzt sofort hallo hi hey ok okay nur mal schnell endlich dringend danke ja gerne gern guten
      tag morgen abend einen ein einem einer eine an zu zum mit den dem einfach also ich will möchte hilfe hier
      her doch lieber dann`,
    please: 'bitte bitteschön jetzt sofort endlich',
    act: `helfen anrufen antworten kümmern übernehmen anschauen ansehen melden zurückrufen bearbeiten klären lösen prüfen
      draufschauen drüberschauen nachsehen nachschauen checken entscheiden
      lesen unterstützen beraten erklären sprechen reden ran`,
    ring: 'anrufen zurückrufen melden meldet kontaktieren',
    free: 'frei erreichbar da verfügbar hier dort online anwesend',
    prep: 'für über gegen wegen',
    soll: 'soll sollte sollen',
    // Keinem Muster eigen: Wörter, denen ein Tippfehler verziehen wird, ohne dass es die übrigen ihres Begriffs träfe.
    forgiven: 'telefon erreichbar verbinden möglichkeit gespräch',
    callback: 'rückruf rückanruf kontaktaufnahme telefontermin beratungsgespräch telefongespräch beratungstermin',
    spoken: 'gesprochen geredet telefoniert gechattet',
  },

  subjects:
    'human role worker anyone desk real help machine join callback nobody office put phone chief escalate passing called who joined ring kunden aufhoeren fleisch eskalation telefonieren tier anruf',
  forgiving:
    'human role anyone desk talk reach wish real kein nicht please join joined worker callback ring act take hilfe forgiven',

  realWords: `lese legen lose leser bearbeitende entschieden geraten anmelden abmelden hosen dosen rosen losen besen
    wesen helden elfen abrufen klaren klare ruhen bitten nett gott hass sinn beginn frage fragt fragte bitter braucht brauchte dicht agentic agentisch echo erreicht gehe gehen geht feine feinen gebe heiten jeden kontaktiert leben lebend
    leiden licht manage managen mitte mochtet moechtet nacht nichts recht rechten reder redet reinen schreibe
    schrieben sicht sprach sprache sprachen wille wirkliches wohlen wolken wolle wollt wolltet telefonisch`,

  fragments,
  rules,
  phrases,
};
