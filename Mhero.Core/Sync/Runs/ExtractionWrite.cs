using Mhero.Core.Fhir;
using Mhero.Core.Sync.Writing;

namespace Mhero.Core.Sync.Runs;

/// <summary>What was extracted from one response, on its way into the registry: all or nothing.</summary>
/// <param name="work">The run, its response written.</param>
/// <param name="hash">Hash of the transaction.</param>
/// <param name="entries">The transaction's entries.</param>
/// <param name="authored">When the response was authored.</param>
internal sealed class ExtractionWrite(RunWork work, string hash, IReadOnlyList<FhirEntry> entries, DateTimeOffset? authored)
    : LedgerWrite(work.Key, hash, work.Source)
{
    public RunWork Work { get; } = work;

    public Guid Run => Work.Run!.Uuid;

    public IReadOnlyList<FhirEntry> Entries { get; } = entries;

    public DateTimeOffset? Authored { get; } = authored;
}
