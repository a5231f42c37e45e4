import type { Language } from './language.js';

export const es: Language = {
  code: 'es',

  concepts: {
    human: 'humano humana humanos persona personas gente',
    person: 'persona personas gente',
    role: `agente agentes operador operadora operadores asesor asesora asesores representante representantes
      ejecutivo ejecutiva supervisor supervisora encargado encargada gerente responsable`,
    worker: `empleado empleada empleados técnico técnica especialista experto jefe compañero compañera equipo
      personal`,
    anyone: 'alguien',
    desk: 'soporte',
    care: 'cliente clientes',
    service: 'atención servicio',
    real: 'real reales humano humana humanos verdad vivo viva físico carne hueso',
    help: 'ayuda asistencia atención soporte contacto',
    bot: 'bot bots robot robots chatbot ia',
    machine: 'bot bots robot robots chatbot ia máquina máquinas ordenador computadora contestador programa',

    talk: `hablar hablo chatear comunicarme comunicarnos conversar charlar platicar tratar hablarle contactarme
      comunicar`,
    reach: 'contactar contacto llamar contactarme',
    pass: `pásame páseme pasame paseme pasar pasarme pásenme comunícame comuníqueme conecta conectame conéctame
      conécteme conectar conectarme transferir transfiéreme transfiérame transferirme ponme póngame ponerme
      derivar derivame derívame deriva comuniqueme comunicame pasas pasa`,
    give: 'dame deme quiero busco necesito consigue manda envíame ponme pongame',
    want: 'quiero queria quisiera necesito deseo solicito exijo busco prefiero querer gustaría querría ocupo pido',
    can: 'puedo podría puede puedes podrías podemos pudiera podria quiero necesito quisiera',
    con: 'con a al',
    de: 'de del en',
    article: 'un una unos unas algún alguna otro otra el la los las su sus tu vuestro',
    my: 'mi mis',
    small: 'por favor porfavor porfa ya ahora directamente solo sólo poder me nos más mejor',
    hay: 'hay está están existe tienen tienes',
    que: 'que quien',
    not: 'no nunca jamás tampoco sin',
    filler: `por favor porfavor porfa ya ahora hola buenas buenos días tardes noches gracias con un una el la al a
      urgente ok vale sí quiero necesito ayuda de verdad`,
    please: 'porfavor porfa favor urgente ya ahora',
    tail: 'número nombre id código dijo es era fue fueron está comercial inmobiliario viajes seguros dijeron',
  },

  subjects: 'human role worker anyone desk service machine',
  forgiving: 'human role anyone talk pass machine',
  realWords: `agent asesorar conversor habla hablas hable human operado paso persono`,

  fragments: {
    END: '(?!human|role|tail)',
    TARGET:
      '(article{0,2} plain? (human|role) real? END|article? plain? worker real? END|anyone|article{0,2} service (de|con)? article? care|article? desk|article? help human)',
    ONE: '(article{0,2} (human|role) (de? real){0,2} END|help human)',
    UNWANTED: '(not (plain|small)? (can|want) (talk|small|que)?|not)',
  },

  rules: [
    { name: 'hablar', match: 'talk small{0,3} (con plain)? con TARGET', notAfter: '(UNWANTED)' },
    { name: 'contactar', match: 'reach small{0,2} con? TARGET', notAfter: 'UNWANTED' },
    { name: 'pasar', match: 'pass small{0,3} con TARGET', notAfter: 'UNWANTED' },
    { name: 'querer', match: '(want|give) small{0,2} ONE', notAfter: 'not' },
    {
      name: 'hay alguien',
      match: 'hay small{0,2} (ONE|anyone) (edge|con que|que can|de? real|plain edge)',
      notAfter: 'not',
    },
    { name: 'alguien con quien hablar', match: '(anyone|ONE) con que small{0,2} can? talk' },
    {
      name: 'solo',
      match: 'stop filler{0,6} (?!person filler{0,6} stop) (ONE|desk|service (de|con)? article? care) filler{0,6} stop',
    },
    { name: 'por favor', match: 'article? (human|role) de? real? filler? please', notAfter: '(not|my)' },
    { name: 'no un bot', match: 'not want talk? small? con? article? machine' },
  ],

  phrases: {
    yes: `sí, si, claro, claro que sí, por supuesto, vale, de acuerdo, bueno, dale, adelante, está bien,
      sí por favor, sí claro, me gustaría, sí quiero, hazlo, hágalo, perfecto, desde luego, cómo no,
      sin problema, conécteme, conéctame, páseme, pásame, sip, órale`,
    no: `no, no gracias, mejor no, ahora no, todavía no, aún no, no hace falta, no es necesario, no quiero,
      para nada, de ninguna manera, nunca, tal vez más tarde, quizás después, luego, más tarde, no por ahora,
      por ahora no, déjalo, no importa`,
    please: 'por favor, porfa, porfavor',
    courtesy: `gracias, muchas gracias, hola, buenas, ahora, ya, pues, entonces, muy amable,
      mil gracias`,
    echo: `quiero, quisiera, me, con, una, un, la, el, persona, humano, agente, alguien, real, hablar, conectar, a,
      asesor, operador`,
    done: `eso es todo, es todo, nada más, nada mas, ya está, ya funciona, funciona, ya está resuelto, resuelto,
      problema resuelto, solucionado, ya está solucionado, me ayudó mucho, me sirvió, adiós, hasta luego, chao,
      hasta pronto, que tenga buen día, buen día, no tengo más preguntas`,
    pleased: `excelente, genial, muy bien, perfecto, estupendo, buenísimo, por la ayuda, por su ayuda, por tu ayuda,
      por todo, muy útil`,
  },
};
