using System.Text.RegularExpressions;

namespace Mhero.Core.Sync.FlowResults;

/// <summary>Checks the FLOIP sources when the app starts.</summary>
internal sealed partial class FlowResultsOptionsRules : IValidateOptions<FlowResultsOptions>
{
    private const string Prefix = "Mhero__FlowResults__Sources__";

    private static readonly TimeSpan ShortestKept = TimeSpan.FromDays(100);

    private static readonly TimeSpan LongestKept = TimeSpan.FromDays(3650);

    public ValidateOptionsResult Validate(string? name, FlowResultsOptions options)
    {
        var faults = options.Sources.SelectMany(s => FaultsOf(s.Key, s.Value).Select(f => $"{Prefix}{s.Key}{f}")).ToList();
        if (options.KeepRowsFor < ShortestKept || options.KeepRowsFor > LongestKept)
        {
            faults.Add("Mhero__FlowResults__KeepRowsFor: set it to a time from 100.00:00:00 to 3650.00:00:00. A session may be in progress for 90 days, and mHero looks for its health worker for 90 days.");
        }

        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static IEnumerable<string> FaultsOf(string name, FlowResultsSourceOptions source)
    {
        if (!Name().IsMatch(name))
        {
            yield return ": this is not the name of a source: use 1 to 32 lower-case letters, digits and hyphens, such as viamo. It is part of the identifiers in the registry.";
        }

        if (source.BaseUrl is { } address && (!address.IsAbsoluteUri || address.Scheme is not ("http" or "https") || address.UserInfo.Length > 0))
        {
            yield return "__BaseUrl: set it to an http or https address without a user, such as https://go.votomobile.org/api/v1.";
        }

        if (source.BaseUrl is null && (!string.IsNullOrWhiteSpace(source.Token) || source.Packages.Count > 0))
        {
            yield return "__BaseUrl: set it to the base of the server's API, or remove Token and Packages for a source that only pushes.";
        }

        if (source.Packages.Any(string.IsNullOrWhiteSpace))
        {
            yield return "__Packages: an id is empty; set each to the id of a package.";
        }

        if (!TimeZoneInfo.TryFindSystemTimeZoneById(source.TimeZone, out _))
        {
            yield return $"__TimeZone: '{source.TimeZone}' is not a time zone: set it to an IANA name such as Africa/Kigali.";
        }

        if (source.Overlap < TimeSpan.Zero || source.Overlap > TimeSpan.FromDays(30))
        {
            yield return "__Overlap: set it to a time from 00:00:00 to 30.00:00:00.";
        }

        if (source.InProgressFor < TimeSpan.FromMinutes(1) || source.InProgressFor > TimeSpan.FromDays(90))
        {
            yield return "__InProgressFor: set it to a time from 00:01:00 to 90.00:00:00.";
        }

        if (source.EmployeeNumberQuestions.Count > 0 == string.IsNullOrWhiteSpace(source.EmployeeNumberSystem))
        {
            yield return "__EmployeeNumberSystem: set both this, to the system of the Practitioners' identifiers, and EmployeeNumberQuestions, or neither.";
        }

        if (source.ContactsFile is { Length: > 0 } file && !File.Exists(file))
        {
            yield return "__ContactsFile: the file does not exist: set it to the path of a file that the app can read.";
        }
    }

    [GeneratedRegex(@"^[a-z0-9][a-z0-9-]{0,31}\z")]
    private static partial Regex Name();
}
