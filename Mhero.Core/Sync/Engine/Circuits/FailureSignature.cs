using System.Text.RegularExpressions;
using Mhero.Core.Dhis2;
using Mhero.Core.Fhir;
using Mhero.Core.RapidPro;

namespace Mhero.Core.Sync.Engine.Circuits;

/// <summary>What makes two failures equal: the side, the operation, the status and the text without the record's own values.</summary>
/// <param name="Side">The side that failed.</param>
/// <param name="Key">A hash: the server's text may repeat data of people, and is kept nowhere.</param>
/// <param name="IsSystemic">Whether the reason cannot be in the record: a group, a field, a token, an address.</param>
internal sealed partial record FailureSignature(CircuitSide Side, string Key, bool IsSystemic)
{
    private static readonly string[] RecordPaths = ["urns", "urn", "name", "language", "fields."];

    /// <summary>The signature of an error of one of the sides; null for anything else.</summary>
    public static FailureSignature? Of(Exception exception) => exception switch
    {
        RapidProException { Kind: RapidProErrorKind.Throttled } => null,
        RapidProException e => new(CircuitSide.RapidPro, Hash(e.Message, e.Errors.Select(error => $"{error.Path} {error.Message}")), IsOfAll(e)),
        FhirException { Kind: FhirErrorKind.Throttled or FhirErrorKind.Conflict } => null,
        FhirException e => new(
            CircuitSide.Fhir, Hash(e.Message, e.Issues.Select(issue => $"{issue.Diagnostics} {issue.Details?.Text}")), e.Kind == FhirErrorKind.Configuration),
        MadxException { Cause: var cause } => Of(cause) is { } signature ? signature with { Side = CircuitSide.Madx } : null,
        Dhis2Exception { Kind: Dhis2ErrorKind.Throttled } => null,
        Dhis2Exception e => new(CircuitSide.Dhis2, Hash(e.Message, []), !e.MayBeOfRequest),
        _ => null,
    };

    /// <summary>A signature for what a side refuses of one record.</summary>
    public static FailureSignature OfRecord(CircuitSide side, string code, string cause) => new(side, Hash($"{code} {cause}", []), false);

    /// <summary>A signature for an asset of mHero's that cannot be restored on a side.</summary>
    public static FailureSignature OfAsset(CircuitSide side, string code, string cause) => new(side, Hash($"{code} {cause}", []), true);

    private static bool IsOfAll(RapidProException e) => e.Kind switch
    {
        RapidProErrorKind.Configuration => true,
        RapidProErrorKind.Permanent => !e.IsDeletedContact && !e.IsNonActiveContact && !e.IsUnknownContact
            && !e.Errors.Any(error => RecordPaths.Any(path => error.Path.StartsWith(path, StringComparison.Ordinal))),
        _ => false,
    };

    private static string Hash(string message, IEnumerable<string> texts)
    {
        var text = OwnValues().Replace(string.Join('\n', texts.Prepend(message)), "#");
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 16));
    }

    // UUIDs, references, quoted values, and numbers of any length, which are places in a Bundle, times and telephone numbers too.
    [GeneratedRegex("""[0-9a-fA-F]{8}(?:-?[0-9a-fA-F]{4}){3}-?[0-9a-fA-F]{12}|\b[A-Z][A-Za-z]+/[A-Za-z0-9.\-]{1,64}|"[^"\n]*"|'[^'\n]*'|\+?\d[\d .:/\-]*""", RegexOptions.CultureInvariant)]
    private static partial Regex OwnValues();
}
