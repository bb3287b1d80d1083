"""Classes of English words that the patterns rest on: what ends a noun phrase, what only praises it."""

from __future__ import annotations

#: Articles, pronouns, prepositions, conjunctions, auxiliaries, adverbs: they end a noun phrase.
FUNCTION = frozenset(
    """a about above according accordingly across actually additionally after again against ahead albeit all almost
    alone along already also although always am amid among amongst an and another any anything apart are around as
    aside at atop away be because been before behind being below beneath beside besides best better between beyond
    both but by can cannot clearly consequently could despite did do does doing done down due during e.g each either
    else enough entirely especially essentially etc even ever every everything exactly explicitly extremely far few
    fewer finally first firstly for forth from fully further furthermore generally given greatly had hardly has have
    having he hence her here herein highly his how however i i.e if in indeed instead into is it its itself jointly
    just largely last lastly later least less let like likewise mainly many may maybe me meanwhile merely might more
    moreover most mostly much must my namely naturally near nearly necessarily neither never nevertheless next no
    nor not notably nothing now of off often on once one ones only onto or other others otherwise our ours out over
    overall own particularly per perhaps potentially precisely previously primarily quite rarely rather readily
    really recently regardless relatively respectively same second secondly several shall she should significantly
    similarly simply simultaneously since so some somewhat soon specifically still strictly strongly such
    substantially than that the their theirs them themselves then there thereby therefore these they third this
    those though three through throughout thus to together too toward towards twice two typically ultimately under
    unlike until up upon us usually versus very via vs was we well were what when whenever where whereas whereby
    wherein whether which while who whole whom whose why widely including included includes towards today tomorrow
    yesterday part will with within without would yet you your its it's doesn't don't can't both's four five six
    seven eight nine ten hundred thousand million billion dozens times thousands hundreds""".split()
)

_VERBS = """accelerate accept access accommodate accomplish account achieve acquire act adapt add address adjust adopt
    advance affect aggregate aid aim align alleviate allocate allow alter amplify analyze answer appear apply
    approach approximate argue arise assemble assess assign assist assume attain attempt attract augment automate
    avoid balance become begin benchmark benefit boost break bridge bring broaden build bypass call capture carry
    cause challenge change characterize choose claim combine come compare compensate complement complete complicate
    comprise conclude conduct confirm consider consist constitute constrain construct consume contain continue
    contribute convert correct correspond couple cover create customize deal decide decompose decouple decrease
    dedicate define degrade deliver demand demonstrate depend deploy derive describe deserve design detail determine
    develop differ diminish disclose discover discuss display distinguish dominate double drive drop dub ease
    eliminate emerge emphasize employ empower emulate enable encounter encourage enforce enhance ensure entail
    envision equip establish estimate evaluate examine exceed exhibit exist expand expect experience explain exploit
    explore expose express extend extract facilitate face fail fall favor feature fill find finish fit fix focus
    follow force form formalize formulate foster gain generalize generate get give go govern grasp grow guarantee
    guide hamper handle help hinder hold host identify illustrate imagine impair impede implement imply impose
    improve incorporate increase incur indicate induce infer inform inherit inhibit initiate insert inspire
    instantiate integrate intend interact interpret introduce invent invest investigate involve isolate join judge
    justify keep know lack launch lead learn leave let leverage lie limit look lose lower maintain make manage
    manifest map match maximize mean measure meet minimize miss mitigate mix modify motivate move necessitate need
    neglect note notice obey observe obtain occupy occur offer omit operate optimize orchestrate order outline
    outpace outperform overcome overlook owe own participate pave pay perform permit persist pick place play pose
    possess predict prefer prepare present preserve prevent prioritize proceed produce prohibit promise promote
    propose prove provide publish purchase pursue push put quantify raise range reach read realize reason receive
    recognize recommend reconcile recover reduce refer refine reflect regard reinforce relate release relieve rely
    remain remark remedy remember remove render repeat replace report represent reproduce require rescue resemble
    reside resolve respect respond restrict result retain rethink return reuse reveal review revisit revolutionize
    rise run sacrifice satisfy save say scale see seek seem select send separate serve set shape share shed shift
    shorten show showcase shrink simplify simulate sit slow solve spend stand start state stem strengthen struggle
    study substitute succeed suffer suggest suit summarize support surpass survey survive sustain tackle tailor take
    target tell tend test think tie tolerate trade transform treat trigger try tune turn uncover underlie underscore
    understand undertake unify unleash unlock unveil update urge use utilize validate vary verify view visit want
    warrant weaken work write yield harness utilise elicit configure compute rephrase entail reside plague
    jeopardize pinpoint corroborate substantiate delve""".split()


def _forms(verb: str) -> set[str]:
    """Return third person, past and -ing forms of a regular verb."""
    if verb.endswith("e"):
        return {verb, f"{verb}s", f"{verb}d", f"{verb[:-1]}ing"}
    if verb.endswith("y") and verb[-2] not in "aeiou":
        return {verb, f"{verb[:-1]}ies", f"{verb[:-1]}ied", f"{verb}ing"}
    suffix = "es" if verb.endswith(("s", "x", "z", "ch", "sh")) else "s"
    doubled = {f"{verb}{verb[-1]}ed", f"{verb}{verb[-1]}ing"} if len(verb) < 6 and verb[-2] in "aeiou" else set()
    return {verb, f"{verb}{suffix}", f"{verb}ed", f"{verb}ing"} | doubled


_IRREGULAR = """
    became begun began broke broken brought built came chose chosen dealt drew drawn drove driven fell fallen felt
    found gave given gone grew grown held kept knew known laid led left lost made meant met paid put ran rose said
    saw seen sent shown shrank spent stood struck sought taken taught thought told took understood won wrote written
    lies lying ties tying being went hidden sets lets cuts proven uses undermines reshapes steers exacerbates detects
    beats defeats compresses corrupts fuses illuminates relaxes spanning named unlocks""".split()
# Forms that name concepts more often than actions.
_NOUNS = """
    learning training reasoning tuning mapping matching sharing serving scaling pruning routing processing benchmark
    benchmarks benchmarking design study studies survey surveys review feature features map maps model target
    targets test tests set sets scale work works approach approaches limit limits cover result results report
    reports order form forms place play call calls drop drive drives review state states start demand demands change
    changes challenge challenges experience access cause study approach support range need needs view views update
    updates shift shifts return returns display match attempt attempts benefit benefits cost costs increase decrease
    gain gains host hosts force forces focus measure measures promise estimate estimates account experience release
    interest run runs trade effect influence mix turn turns use balancing testing planning prompting writing
    editing answering understanding decoding parsing ranking filtering building balanced shared distributed learned
    extended augmented constrained guided grounded driven tuned share answer answers balance double drop operating
    interpreting mixed weighted hidden simulated""".split()
#: Forms of verbs that end a noun phrase.
VERBS = frozenset(form for verb in _VERBS for form in _forms(verb)).union(_IRREGULAR) - set(_NOUNS)

#: Adjectives and nouns that praise, compare or count; they are cut off the front of a phrase.
VAGUE = frozenset(
    """able abundant accurate additional advanced affordable aforementioned alternative amenable appropriate arbitrary
    art available average basic beneficial big bigger broad broader careful certain challenging cheap cheaper clear
    close closed common comparable competitive complete complex comprehensive computational considerable consistent
    contemporary conventional convincing core corresponding costly critical crucial current custom-built daily
    dedicated deeper desirable desired detailed different difficult diverse dominant dramatic dual easier easy
    effective efficient elegant emerging empirical enormous entire equal essential established exact excellent
    exceptional excessive existing expensive explicit extensive extra faster favorable feasible final fine
    first-ever flexible following free frequent fresh full fundamental future general generic global good great
    greater groundbreaking growing hard heavy helpful high high-quality higher highest holistic huge ideal identical
    immense impactful important impressive inherent initial innovative intelligent interesting intuitive key known
    large large-scale larger largest latest leading lightweight limited little low lower main major massive
    meaningful minimal minor modern modest multiple native natural necessary new newer non-trivial notable novel
    numerous obvious official old open optimal original other outstanding paramount particular performance
    pioneering plausible popular possible potential powerful practical preceding precise preliminary present
    previous primary principled prior profound promising prominent state-of-the-arts sota proper proposed quick
    rapid rare real-world recent reduced relevant reliable remarkable resultant rich right rigorous robust seamless
    separate serious severe sheer short significant similar simple simpler single sizable slow small smaller smart
    so-called solid sophisticated special specific standard state-of-the-art straightforward strict strong stronger
    subsequent substantial successful sufficient suitable superior surprising systematic tailored theoretical
    thorough tiny total traditional tremendous true typical underlying unexpected unified unique universal
    unprecedented useful usual valid valuable various vast viable vital weak well-established well-known wide
    widespread widely-used worse baseline baselines comprehensive open-source open-sourced publicly plug-and-play
    end-to-end user-friendly cutting-edge ever-growing ever-increasing ground-breaking first-of-its-kind
    near-optimal""".split()
)

#: Words that name the kind of thing, not the thing: "structured pruning method" is about structured pruning.
CONTAINERS = frozenset(
    """approach approaches method methods methodology methodologies technique techniques algorithm algorithms framework
    frameworks strategy strategies scheme schemes paradigm paradigms procedure procedures solution solutions tool
    tools toolkit toolkits application applications setting settings scenario scenarios problem problems task tasks
    baseline baselines variant variants implementation implementations""".split()
)

#: Nouns that are never the head of a concept.
EMPTY_HEADS = frozenset(
    """ability abilities accuracy advance advancement advancements advantage advantages aim amount analysis area areas
    art aspect aspects assumption author authors awareness barrier benefit benefits bit bottleneck-free breakthrough
    burden capability capabilities capacity case cases challenge challenges change changes characteristic
    characteristics choice choices claim class classes code codes combination community comparison complexity
    component components computation-cost concept concepts concern concerns conclusion condition conditions
    conjunction consequence consideration constraint constraints contrast contribution contributions cost costs
    criteria criterion day days deal degradation degree demand demands dependence detail details development
    developments difference differences difficulty dimension direction directions discussion diversity domain
    domains drawback ease effect effectiveness effects efficacy efficiency effort efforts emphasis end energy-cost
    environment error errors evidence example examples exception existence experience experiment experiments expert
    experts expressiveness extent fact factor factors failure family feasibility field fields finding findings
    flexibility focus form fraction future gain gains gap gaps generality goal goals group groups growth guarantee
    guarantees hand help hour hours hypothesis idea ideas impact implication implications importance improvement
    improvements increase individual influence information innovation insight insights instance instances interest
    intuition issue issues item items kind knowledge lack landscape latency lead length level levels light
    limitation limitations limits line literature loss magnitude majority manner margin means metric metrics minute
    minutes motivation nature need needs notion number numbers objective objectives observation observations
    opportunity opportunities option order orders outcome outcomes output outputs overhead overheads paper papers
    part parts pattern patterns percent percentage performance perspective perspectives phase phases phenomenon
    place plan point points position possibility potential power practice practices practitioner practitioners
    precision presence principle principles problem problems process progress project promise properties property
    proportion purpose quality quantity question questions range rate rates ratio reason reasons reduction regime
    region relation relationship relevance reliability report requirement requirements research researcher
    researchers resource resources respect response result results rise risk robustness role run saving savings
    scalability scale scenario scenarios scheme science scientist score scores section sense series service setup
    setups share shortcoming side sight significance site situation size sizes solution source sources space speed
    speedup speedups stage stages standard state states step steps structure structures student students study
    studies style subject subset success suite summary superiority support survey system systems target task tasks
    team term terms test theory thing things thought throughput time times tool tools top topic topics trade-off
    trade-offs tradeoff tradeoffs trend trends type types understanding unit usage use user users utility
    utilization value values variability variable variables variant variants variation variety version versions view
    volume way ways website weight weights wide width word words work works world year years url urls github
    repository""".split()
) - {
    "complexity",
    "analysis",
    "structure",
    "loss",
    "theory",
    "space",
    "environment",
    "survey",
    "error",
    "knowledge",
    "pattern",
    "patterns",
    "information",
    "scheme",
    "expert",
    "experts",
    "code",
    "bottleneck",
    "principle",
    "service",
}
