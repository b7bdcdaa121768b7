using Mhero.Core.Mapping.Floip;

namespace Mhero.Core.Sync.FlowResults;

/// <summary>One FLOIP source.</summary>
public sealed class FlowResultsSourceOptions
{
    /// <summary>The base of the server's API, with or without <c>/flow-results/packages</c>; none for a source that only pushes.</summary>
    public Uri? BaseUrl { get; set; }

    /// <summary>The token of <c>Authorization: Token …</c>; none for a server that needs none.</summary>
    public string? Token { get; set; }

    /// <summary>The ids of the packages that are read; empty for all that the server lists.</summary>
    public List<string> Packages { get; set; } = [];

    /// <summary>IANA name of the time zone of timestamps that have none.</summary>
    public string TimeZone { get; set; } = "UTC";

    /// <summary>How late a row may become visible after its timestamp; so much is read again each time.</summary>
    public TimeSpan Overlap { get; set; } = TimeSpan.FromHours(1);

    /// <summary>How long a session without another answer is in progress.</summary>
    public TimeSpan InProgressFor { get; set; } = TimeSpan.FromDays(1);

    /// <summary>Ids of questions of which one ends its flow; none where it is not known.</summary>
    public List<string> FinalQuestions { get; set; } = [];

    /// <summary>System of the Practitioners' identifiers that have the source's contact ids as values; none where the registry does not have them.</summary>
    public string? ContactSystem { get; set; }

    /// <summary>Ids of questions that ask for an employee number.</summary>
    public List<string> EmployeeNumberQuestions { get; set; } = [];

    /// <summary>System of the Practitioners' identifiers that are employee numbers.</summary>
    public string? EmployeeNumberSystem { get; set; }

    /// <summary>Ids of questions that ask for the health worker's own telephone number.</summary>
    public List<string> TelephoneQuestions { get; set; } = [];

    /// <summary>Path of a file with a line <c>contact id,Practitioner/id</c> or <c>contact id,system|value</c> for each contact; none for no file.</summary>
    public string? ContactsFile { get; set; }

    /// <summary>When a session is over.</summary>
    internal SessionRules Rules => new(InProgressFor, FinalQuestions);
}
