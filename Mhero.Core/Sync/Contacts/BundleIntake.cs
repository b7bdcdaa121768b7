using System.Text;
using Hl7.Fhir.Model;
using Mhero.Core.Fhir;
using Mhero.Core.Storage;
using Microsoft.Extensions.Options;

namespace Mhero.Core.Sync.Contacts;

/// <summary>Takes a Bundle of Practitioners, Persons and Patients from a client and puts each on the queue.</summary>
public sealed class BundleIntake(MessageQueues queues, SyncRuns runs, IOptions<ContactSyncOptions> options)
{
    /// <summary>The kind under which runs of POSTed Bundles are listed.</summary>
    public const string Kind = "bundle";

    /// <summary>Checks a Bundle and queues what can be synced.</summary>
    /// <param name="json">The Bundle as FHIR R4 JSON.</param>
    /// <param name="cancellationToken">Cancels; what is on the queue by then stays there, and a repeat does no harm.</param>
    /// <returns>What was taken and what was not, entry by entry.</returns>
    public async Task<BundleReceipt> AcceptAsync(string json, CancellationToken cancellationToken)
    {
        Bundle bundle;
        try
        {
            bundle = FhirJson.Parse<Bundle>(json);
        }
        catch (FhirException e)
        {
            return BundleReceipt.Refused(e.Issues.Count > 0 ? e.Issues : [Issue(OperationOutcome.IssueType.Invalid, "Bundle", e.Message)]);
        }

        if (bundle.Type is not (Bundle.BundleType.Batch or Bundle.BundleType.Transaction or Bundle.BundleType.Collection or Bundle.BundleType.Searchset))
        {
            return BundleReceipt.Refused([Issue(OperationOutcome.IssueType.Value, "Bundle.type", "Send a Bundle of type batch, transaction, collection or searchset.")]);
        }

        var issues = new List<OperationOutcome.IssueComponent>();
        var items = bundle.Entry.Select((entry, i) => ItemOf(entry, $"Bundle.entry[{i}]", issues)).OfType<ContactItem>().ToList();
        if (items.Count == 0)
        {
            issues.Insert(0, Issue(OperationOutcome.IssueType.Required, "Bundle.entry", "The Bundle holds no Practitioner, Person or Patient that can be synced."));
            return BundleReceipt.Refused(issues);
        }

        var run = await runs.StartAsync(Kind, cancellationToken);
        var slices = new SliceWriter(queues, options.Value, run, n => $"b-{n}");
        foreach (var item in items)
        {
            await slices.AddAsync(item, cancellationToken);
        }

        await slices.FlushAsync(cancellationToken);
        await runs.FinishReadingAsync(run, slices.Sent, SyncCounts.Empty, null, cancellationToken);
        return BundleReceipt.Accepted(run, items.Count, issues);
    }

    private static ContactItem? ItemOf(Bundle.EntryComponent entry, string path, List<OperationOutcome.IssueComponent> issues)
    {
        if (entry.Resource is not DomainResource resource || !WorkerTypes.IsWorker(resource.TypeName))
        {
            issues.Add(Issue(OperationOutcome.IssueType.NotSupported, path, "Only Practitioner, Person and Patient are synced; this entry was left out."));
            return null;
        }

        if (resource.Id is null && !PairLoader.IdentifiersOf(resource).Any(i => i is { System: not null, Value: not null }))
        {
            issues.Add(Issue(OperationOutcome.IssueType.Required, path + ".resource.identifier", "Without an id or an identifier with a system a repeat could not be told from a new person: add one."));
            return null;
        }

        var json = FhirJson.Serialize(resource);
        if (Encoding.UTF8.GetByteCount(json) > MessageQueues.MaxContentBytes / 2)
        {
            issues.Add(Issue(OperationOutcome.IssueType.TooLong, path, "The resource is larger than 24 KB (photos, attachments?): send it without them."));
            return null;
        }

        return new ContactItem { Resource = json };
    }

    private static OperationOutcome.IssueComponent Issue(OperationOutcome.IssueType type, string path, string text) => new()
    {
        Severity = OperationOutcome.IssueSeverity.Error,
        Code = type,
        Diagnostics = text,
        Expression = [path],
    };
}
