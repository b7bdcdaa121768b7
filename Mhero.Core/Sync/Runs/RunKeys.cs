using Mhero.Core.RapidPro.Model;

namespace Mhero.Core.Sync.Runs;

/// <summary>
/// Keys of responses in the ledger. They begin with contact and flow, so that all runs of a contact in a flow can be listed,
/// those too that a webhook did not name.
/// </summary>
internal static class RunKeys
{
    /// <summary>The ledger's part for responses.</summary>
    public const string Partition = "responses";

    private const char UnnamedMark = '~';

    public static string PrefixOf(FlowRun run) => $"{run.Contact!.Uuid:N}.{run.Flow!.Uuid:N}.";

    public static string Of(FlowRun run, bool isUnnamed) => isUnnamed ? $"{PrefixOf(run)}{UnnamedMark}{run.Uuid}" : PrefixOf(run) + run.Uuid;

    /// <summary>The key of a FLOIP session. It does not name the contact, which rows of the session may name differently.</summary>
    public static string OfSession(FlowRun run) => $"floip.{run.Flow!.Uuid:N}.{run.Uuid}";

    public static bool IsSession(string key) => key.StartsWith("floip.", StringComparison.Ordinal);

    /// <summary>The flow of a key, or the package of a session's.</summary>
    public static Guid FlowOf(string key) => Guid.TryParseExact(key.Split('.').ElementAtOrDefault(1), "N", out var flow) ? flow : Guid.Empty;

    public static bool IsUnnamed(string key) => key.Contains(UnnamedMark, StringComparison.Ordinal);

    /// <summary>The part that contact and flow make of a key.</summary>
    public static string PrefixOf(string key) => key[..(key.LastIndexOf('.') + 1)];

    public static Guid RunOf(string key) => Guid.Parse(key[(key.LastIndexOf('.') + 1)..].TrimStart(UnnamedMark));
}
