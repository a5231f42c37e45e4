import type { Language } from './language.js';

export const fr: Language = {
  code: 'fr',

  concepts: {
    human: 'humain humaine humains personne personnes',
    role: `agent agente agents conseiller conseillère conseillers opérateur opératrice opérateurs représentant
      représentante responsable superviseur manager interlocuteur téléconseiller`,
    worker: 'employé employée employés technicien spécialiste expert chef collègue équipe',
    anyone: 'quelquun qqn qqun quelqun',
    desk: 'support sav assistance',
    service: 'service',
    client: 'client clients clientèle',
    real: 'vrai vraie vrais réel réelle humain humaine humains vivant vivante physique',
    help: 'aide assistance contact support',
    machine: 'bot bots robot robots chatbot ia machine machines ordinateur logiciel programme',

    talk: 'parler discuter chatter échanger communiquer dialoguer parlez causer entretenir',
    reach: 'joindre contacter appeler contactez',
    pass: `transférer transférez transfère transferez passer passez passe mettre mettez mets connecter connectez
      connecte rediriger redirigez redirige orienter orientez adresser`,
    want: `veux voudrais voudrai souhaite souhaiterais aimerais désire demande exige besoin préfère préférerais
      veut faut vouloir cherche voulais`,
    give: 'donnez donne trouvez trouve donner',
    can: 'puis peux pourrais pourriez pouvez pouvons peut possible veux voudrais aimerais',
    to: 'à avec au a',
    de: 'de du d en dun dune',
    article: 'un une des le la les lun votre vos ton autre dun dune',
    my: 'mon ma mes',
    small: `moi me nous svp stp vraiment directement juste maintenant plutôt je vous tu en relation contact plait
      sil te merci à d`,
    have: 'avoir obtenir',
    il: 'il y',
    ya: 'a t est yatil ya',
    qui: 'qui à avec',
    not: 'pas plus jamais sans ne',
    filler: `svp stp sil vous te plait plaît merci maintenant bonjour bonsoir salut urgent ok oui un une à avec le
      la je veux vite immédiatement aide au`,
    please: 'svp stp plait plaît maintenant',
    sil: 'sil',
    tail: 'numéro nom id code dit est était a immobilier commercial assurance',
  },

  subjects: 'human role worker anyone desk service machine',
  forgiving: 'human role anyone talk pass reach',
  realWords: `agence appele conseille contacte discute echange echanges human lettre metre parle parles personnel personnels`,

  fragments: {
    END: '(?!human|role|tail)',
    TARGET:
      '((article|real){0,3} plain? (human|role) real? END|(article|real){0,2} plain? worker END|anyone|article? service client|article? desk)',
    ONE: '((article|real){0,3} (human|role) real? END|help human)',
  },

  rules: [
    { name: 'parler', match: 'talk small{0,2} (to|de)? TARGET', notAfter: '(not (small|can|de|to)?)' },
    { name: 'joindre', match: 'reach small? (to|de)? TARGET', notAfter: '(not (de|to)?)' },
    { name: 'passer', match: 'pass small{0,4} (de small)? to TARGET', notAfter: '(not (de|to)?)' },
    { name: 'passer', match: 'pass small? TARGET', notAfter: '(not (de|to)?)' },
    { name: 'vouloir', match: 'want (de|small|have){0,3} ONE', notAfter: 'not' },
    { name: 'donner', match: 'give small{0,2} (ONE|anyone)' },
    { name: 'y a-t-il', match: 'il (il|ya){1,4} (ONE|anyone) (edge|qui|to|plain edge)', notAfter: 'not' },
    { name: 'seul', match: 'stop filler{0,6} (ONE|desk|service client) filler{0,8} stop' },
    { name: 'svp', match: '(article|real){0,2} (human|role) real? (please|sil)', notAfter: '(not|my|de)' },
    { name: 'pas un robot', match: 'want not (talk|small|to|de){0,3} article? machine' },
  ],

  phrases: {
    yes: `oui, ouais, ouaip, ui, d'accord, daccord, bien sûr, volontiers, avec plaisir, oui s'il vous plaît, oui svp,
      oui merci, allez y, vas y, certainement, absolument, tout à fait, pourquoi pas, je veux bien, ça marche,
      parfait, entendu, évidemment, faites, faites le, carrément, ce serait bien, ça serait bien,
      pas de problème, passez moi, mettez moi en relation`,
    no: `non, non merci, pas maintenant, pas encore, pas besoin, ce n'est pas nécessaire, ce nest pas la peine,
      pas la peine, je ne veux pas, je n'ai pas besoin, pas du tout, jamais, plus tard, peut être plus tard,
      ça ira, c'est bon, surtout pas, laissez tomber, laisse tomber, nan`,
    please: "s'il vous plaît, s'il te plaît, sil vous plait, sil te plait, svp, stp",
    courtesy: `merci, merci beaucoup, merci bien, bonjour,
      salut, maintenant, tout de suite, alors, mais, bien, vraiment`,
    echo: `je, veux, voudrais, avec, à, un, une, le, la, humain, personne, conseiller, agent, quelqu'un, parler, vrai,
      vraie`,
    done: `c'est tout, ce sera tout, rien d'autre, c'est réglé, réglé, problème réglé, problème résolu, c'est résolu,
      résolu, ça marche maintenant, ça fonctionne, ça fonctionne maintenant, au revoir, bonne journée,
      bonne soirée, à bientôt, plus de questions, je n'ai plus de questions, ça m'a aidé, ça m'a beaucoup aidé`,
    pleased: `super, génial, excellent, parfait, très bien, formidable, pour votre aide, pour ton aide, pour tout`,
  },
};
