using Mhero.Core.Sync.Engine.Writing;

namespace Mhero.Core.Sync.Runs;

/// <summary>The resources to be extracted from one response. The registry gets all of them or none.</summary>
/// <param name="key">The response's key in the ledger.</param>
/// <param name="hash">Hash of the answers and of the Questionnaire by which they are read.</param>
/// <param name="source">The state of the run.</param>
/// <param name="run">The run, or the FLOIP session.</param>
/// <param name="authored">When the response was authored (UTC).</param>
internal abstract class ExtractionWrite(string key, string hash, SourceState source, Guid run, DateTimeOffset? authored) : LedgerWrite(key, hash, source)
{
    public Guid Run => run;

    public DateTimeOffset? Authored => authored;

    /// <summary>The types of the resources that this extraction no longer gives and that were removed, each as often as resources were.</summary>
    public List<string> Removed { get; } = [];

    /// <summary>Whether an earlier extraction may have given resources that this one does not give.</summary>
    internal virtual bool MayHaveSurplus => Before is { Hash: not null } or { Surplus.Count: > 0 };

    // The same answers, and the same Questionnaire to read them by, give the same resources.
    protected static string HashOf(string? response, Hl7.Fhir.Model.Questionnaire questionnaire) => $"{response} {questionnaire.Id}/{questionnaire.Meta?.VersionId}";
}
