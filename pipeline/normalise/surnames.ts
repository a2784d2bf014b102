/** Surnames in common use; after a word that announces a name, any of them is taken. */
export const SURNAMES =
  '王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文' +
  '庞樊兰殷施陶洪翟安颜倪严牛温芦季俞章鲁葛伍韦申尤毕聂丛焦向柳邢路岳齐沿梅莫庄辛管祝左涂谷祁时舒耿牟卜路詹关苗凌费纪靳盛童欧甄项曲成游阳裴席卫查屈鲍位覃霍翁隋植甘景薄单包司柏宁柯阮桂闵解强柴华车冉房边辜吉饶刁瞿戚丘古米池滕晋苑邬臧畅宫来嵺苟全褚廉简娄盖符奚木穆党燕郎邸冀谈姬屠连郜晏栾郁商蒙计喻揭窦迟宇敖糜鄢冷卓花仇艾蓝都巩稽井练仲乐虞卞封竺冼原官衣楚佟栗匡宗应台巫鞠僧桑荆谌银扬明沙薄伏岑习胥保和蔺';

/** Surnames that hardly begin another word, for places where a name is only likely. */
export const UNMISTAKABLE =
  '王李张刘陈杨赵吴徐孙胡朱郭罗梁宋郑谢韩唐冯董萧曹袁邓傅沈彭吕苏卢蒋蔡贾丁魏薛阎潘杜戴汪姜姚谭廖邹熊郝崔邱秦邵孟贺龚庞樊殷陶翟颜倪葛韦聂邢岳祁耿詹靳甄裴鲍覃霍翁隋柯阮瞿戚滕臧褚娄奚穆郜栾窦佟荆蔺';

/** Surnames that begin a few common words too ({@link NOT_NAMES}), for places where a name is very likely. */
export const LIKELY = '高林何马周黄田钟江史顾侯段雷汤尹石任康';

/** Words that begin like a name. */
export const NOT_NAMES: ReadonlySet<string> = new Set(
  (
    '高兴 高度 高龄 高层 高压 高价 高额 林立 林业 何时 何必 何处 何故 何在 马上 马路 马虎 周末 周边 周围 周期 周一 周二 周三 周四 周五 周六 周日 ' +
    '黄金 黄昏 黄色 田地 田间 钟头 江边 历史 顾虑 顾客 石头 石材 任意 任何 任务 任由 健康 雷雨 李代 张贴 张口 张罗 罗列 罗嗦 郑重 谢谢 程度 程序 方便 方法 方案'
  ).split(' '),
);

export const COMPOUND_SURNAMES = [
  '欧阳',
  '司马',
  '上官',
  '诸葛',
  '夏侯',
  '皇甫',
  '尉迟',
  '公孙',
  '慕容',
  '令狐',
  '司徒',
  '东方',
  '长孙',
  '宇文',
];
