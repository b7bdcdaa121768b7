using Hl7.Fhir.Model;
using Mhero.Core.Fhir;
using Mhero.Core.Sync.Engine;
using Mhero.Core.Sync.Engine.Polling;
using Mhero.Core.Sync.Engine.Queueing;
using Task = System.Threading.Tasks.Task;

namespace Mhero.Core.Messaging.OptOut;

/// <summary>Reads the changed Flags of the registry and queues their subjects. R4 has no search for a Flag's code, so all changed Flags are read.</summary>
internal sealed class OptOutPoller(FhirGateway fhir, ChangePoller poller, OptOutRegistry registry, OptOutTable table, IOptions<OptOutOptions> options)
    : IPoller<OptOutItem>
{
    /// <summary>Name of the poller's cursor.</summary>
    public const string Name = "fhir-flags";

    /// <inheritdoc/>
    public string Kind => SyncKinds.OptOuts;

    /// <inheritdoc/>
    public Task ReadAsync(BatchWriter<OptOutItem> batches, CancellationToken cancellationToken) => poller.ReadAsync(
        ChangeSources.Of<Flag>(fhir, Name, options.Value.Overlap, ["status", "code", "subject"]), batches, (flags, _, token) => SelectAsync(flags, token), cancellationToken);

    /// <summary>The subjects of the Flags, of any code: a Flag that has another code now may have been an opt-out before.</summary>
    private async IAsyncEnumerable<OptOutItem> SelectAsync(IReadOnlyList<Flag> flags, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var known = flags.All(OptOutFlags.IsAboutMessages) ? [] : await table.KeysAsync(cancellationToken);
        var subjects = flags.Select(f => (Flag: f, Subject: registry.SubjectOf(f)))
            .Where(f => f.Subject is not null && (OptOutFlags.IsAboutMessages(f.Flag) || known.Contains(f.Subject)))
            .Select(f => f.Subject!).Distinct();
        foreach (var subject in subjects)
        {
            yield return new OptOutItem { Person = subject };
        }
    }
}
