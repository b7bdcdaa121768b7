namespace Mhero.Core.Tests.Documentation;

/// <summary>Every term that may not come back. To ban another one, add a row.</summary>
internal static class BannedTerms
{
    // Begins a sentence, a list item or a table cell.
    private const string Start = @"(?:^|(?<=[.;:|] ))\s*(?:[-*] |\d+\. )?(?:\*\*)?";

    // Beginnings of words that are often misspelt; none begins a correct word.
    private const string Misspelt =
        @"\b(?:accomodat|acknowlege|adress|apparant|arguement|begining|beleiv|calender|catagor|commited|comparision|completly|consistant|definat|diffrent"
        + "|dissapear|embarass|enviroment|existance|explicitely|garantee|heirarch|immediatly|indentif|interupt|knowlege|langauge|lenght|maintainance|managment"
        + "|neccess|noticable|occassion|occured|occurence|omited|paralell|parrallel|practioner|preceed|prefered|priviledge|proccess|propogat|reciev|recomend"
        + "|refered|refering|relevent|responce|retreiv|seperat|succesful|supercede|threshhold|transfered|truely|unecessar|untill|wether|writting)[a-z]*";

    public static IReadOnlyList<BannedTerm> All { get; } =
    [
        new(@"[a-z] _(?!elements|lastUpdated|sort|count|include|revinclude|history|id\b|has\b|search)[a-z]+ [a-z]", "the word without the underscore (a renamed field)", "a FHIRPath _expression over the person"),
        new(@"(?<!named )\bslic(?:e|es|ed)\b", "batch (FHIR profiles: named slice)", "A slice of at most fifty workers"),
        new(@"\bfeeds?\b", "poller", "The feed brings the run"),
        new(@"\b(?:tie|ties|tied|tying)\b", "link", "tied to each other"),
        new(@"\bdirector(?:y|ies)\b", "cache (of the registry), folder (of files)", "the directory of places"),
        new(@"\bresponders?\b", "linked practitioner", "the responder of a run"),
        new(@"\bdesks?\b", "service", "the look-up desk"),
        new(@"\bdoors?\b", "endpoint", "The door takes the secret"),
        new(@"\bshuts?\b|\bshutting\b(?! down)", "disabled, disables", "Webhooks are shut"),
        new(@"\bbooks\b", "log, store", "The books of the runs"),
        new(@"\bsync runs?\b", "sync execution", "the last sync run"),
        new(@"\bwatchers?\b|\bsightings?\b", "observer, notification", "each watcher"),
        new(@"\btwins?\b", "duplicates in a batch", "fold twins"),
        new(@"\b(?:bury|buries|buried)\b", "dead letter", "the item is buried"),
        new(@"\bfiled\b", "dead letter", "poison messages not filed yet"),
        new(@"\bwho(?:ever|soever)\b", "name the actor", "Whoever has a contact"),
        new(@"\bnobody\b", "name the actor: no contact, no worker, no person", "nobody is told"),
        new(@"\bmeanwhile\b", "in the meantime is not needed; give the condition", "the contact waits meanwhile"),
        new(@"\bmend(?:s|ed|ing)?\b", "correct, fix", "Mend the cause"),
        new(@"\bby (?:itself|themselves)\b", "automatically, individually", "the review closes by itself"),
        new(@"\b(?:is|are|was|were) no (?!longer\b|more\b)", "is not a, does not exist", "A body that is no JSON"),
        new(@"\bworry\b", "alert", "Worry when"),
        new(@"\bnever not\b", "at least once", "tells it again, and never not at all"),
        new(@"\b(?:anew|afresh)\b", "again, new", "is made anew"),
        new(@"\bfor ever\b", "without end", "writes for ever"),
        new(@"\b(?:unforeseen|foresaw|foreseen)\b", "unexpected", "an unforeseen error"),
        new(@"\bin step\b", "in sync, synchronised", "Contacts in step"),
        new(@"\bhave the say\b|\bhas (?:the|no) say\b", "decides, owns", "the side that has no say"),
        new(Start + @"What (?:is|was|are|were|cannot|does|did|mHero|the|it|he|she|they|a|we|people|somebody|has|comes|came|goes|fails|RapidPro|several|both)\b(?![^.|]*\?)", "name the subject", "What cannot be typed is kept"),
        new(Misspelt, "the correct spelling", "the adress was recieved"),
        new(Start + @"Who \w+\b(?![^.|]*\?)", "name the subject", "Who opts out is left alone"),
    ];
}
