using Mhero.Core.Fhir;
using Mhero.Core.Sync.Writing;

namespace Mhero.Core.Sync.Runs;

/// <summary>What was extracted from one response, on its way into the registry: all or nothing.</summary>
/// <param name="key">What the ledger knows the response by.</param>
/// <param name="hash">Hash of the transaction.</param>
/// <param name="source">The state of the run.</param>
/// <param name="entries">The transaction's entries.</param>
internal sealed class ExtractionWrite(string key, string hash, SourceState source, IReadOnlyList<FhirEntry> entries) : LedgerWrite(key, hash, source)
{
    public IReadOnlyList<FhirEntry> Entries { get; } = entries;
}
