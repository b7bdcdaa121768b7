using Hl7.Fhir.Model;
using Mhero.Core.Fhir;
using Mhero.Core.Mapping.Profiles;
using Mhero.Core.Storage.Queues;
using Mhero.Core.Storage.SyncLog;
using Mhero.Core.Sync.Contacts.Messages;
using Mhero.Core.Sync.Engine.Queueing;

namespace Mhero.Core.Sync.Contacts;

/// <summary>Takes a Bundle of Practitioners, Persons and Patients from a client and puts each on the queue.</summary>
public sealed class BundleReceiver
{
    private readonly WorkQueue<ContactItem> _queue;
    private readonly SyncLogStore _runs;

    internal BundleReceiver(WorkQueue<ContactItem> queue, SyncLogStore runs) => (_queue, _runs) = (queue, runs);

    /// <summary>The kind under which runs of POSTed Bundles are listed.</summary>
    public const string Kind = "bundle";

    /// <summary>Checks a Bundle and queues what can be synced.</summary>
    /// <param name="json">The Bundle as FHIR R4 JSON.</param>
    /// <param name="cancellationToken">Cancels; entries already on the queue stay there, and a repeat does no harm.</param>
    /// <returns>The accepted and the refused entries.</returns>
    public async Task<BundleReceipt> AcceptAsync(string json, CancellationToken cancellationToken)
    {
        var issues = new List<OperationOutcome.IssueComponent>();
        var items = new List<ContactItem>();
        try
        {
            using var document = JsonDocument.Parse(json);
            if (EntriesOf(document.RootElement, issues) is { } entries)
            {
                items.AddRange(entries.Select((entry, i) => ItemOf(entry, $"Bundle.entry[{i}]", issues)).OfType<ContactItem>());
            }
        }
        catch (JsonException)
        {
            issues.Add(Issue(OperationOutcome.IssueType.Structure, "Bundle", "The body is not JSON."));
        }

        issues.ForEach(issue => issue.Details ??= new CodeableConcept(MheroSystems.IssueCodes, HttpCodes.BadBundle) { Text = issue.Diagnostics });
        if (items.Count == 0)
        {
            if (issues.Count == 0)
            {
                issues.Add(Issue(OperationOutcome.IssueType.Required, "Bundle.entry", "The Bundle has no entries."));
            }

            return BundleReceipt.Refused(issues);
        }

        var run = await _runs.StartAsync(Kind, cancellationToken);
        var batches = _queue.Writer(run, n => $"b-{n}");
        foreach (var item in items)
        {
            await batches.AddAsync(item, cancellationToken);
        }

        await batches.FlushAsync(cancellationToken);
        await _runs.FinishReadingAsync(run, batches.Sent, SyncCounts.Empty, null, cancellationToken);
        return BundleReceipt.Accepted(run, items.Count, issues);
    }

    /// <summary>The entries of a Bundle whose type lets each stand for itself; null, with an issue, for anything else.</summary>
    private static JsonElement.ArrayEnumerator? EntriesOf(JsonElement bundle, List<OperationOutcome.IssueComponent> issues)
    {
        if (TextOf(bundle, "resourceType") != "Bundle")
        {
            issues.Add(Issue(OperationOutcome.IssueType.Structure, "Bundle", "Send a FHIR R4 Bundle."));
        }
        else if (TextOf(bundle, "type") is not ("batch" or "transaction" or "collection" or "searchset"))
        {
            issues.Add(Issue(OperationOutcome.IssueType.Value, "Bundle.type", "Send a Bundle of type batch, transaction, collection or searchset."));
        }
        else if (bundle.TryGetProperty("entry", out var entries) && entries.ValueKind == JsonValueKind.Array)
        {
            return entries.EnumerateArray();
        }

        return null;
    }

    private static ContactItem? ItemOf(JsonElement entry, string path, List<OperationOutcome.IssueComponent> issues)
    {
        path += ".resource";
        if (entry.ValueKind != JsonValueKind.Object || !entry.TryGetProperty("resource", out var resource) || !WorkerTypes.IsWorker(TextOf(resource, "resourceType")))
        {
            issues.Add(Issue(OperationOutcome.IssueType.NotSupported, path, "Only Practitioner, Person and Patient are synced; this entry was left out."));
            return null;
        }

        var json = resource.GetRawText();
        if (Encoding.UTF8.GetByteCount(json) > MessageQueues.MaxContentBytes / 2)
        {
            issues.Add(Issue(OperationOutcome.IssueType.TooLong, path, "The resource is larger than 24 KB (photos, attachments?): send it without them."));
            return null;
        }

        if (FhirInput.Read<DomainResource>(json, path, issues) is not { } worker)
        {
            return null;
        }

        if (worker.Id is null && !WorkerIdentifiers.Of(worker).Any(i => i is { System: not null, Value: not null }))
        {
            issues.Add(Issue(OperationOutcome.IssueType.Required, path + ".identifier", "Without an id or an identifier with a system a repeat could not be told from a new person: add one."));
            return null;
        }

        return new ContactItem { Resource = json };
    }

    private static string? TextOf(JsonElement element, string member) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static OperationOutcome.IssueComponent Issue(OperationOutcome.IssueType type, string path, string text) => new()
    {
        Severity = OperationOutcome.IssueSeverity.Error,
        Code = type,
        Details = new CodeableConcept(MheroSystems.IssueCodes, HttpCodes.BadBundle) { Text = text },
        Diagnostics = text,
        Expression = [path],
    };
}
