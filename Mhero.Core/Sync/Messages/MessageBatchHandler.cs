using Hl7.Fhir.Model;
using Mhero.Core.Caching;
using Mhero.Core.Fhir;
using Mhero.Core.Mapping.Communications;
using Mhero.Core.Mapping.Responses;
using Mhero.Core.Storage.Personal;
using Mhero.Core.Storage.SyncLog;
using Mhero.Core.Sync.Engine;
using Mhero.Core.Sync.Engine.Queueing;
using Mhero.Core.Sync.Engine.Writing;
using Task = System.Threading.Tasks.Task;

namespace Mhero.Core.Sync.Messages;

/// <summary>Takes one batch of messages from the queue to the registry. No message is dropped, even one from an unknown contact.</summary>
internal sealed partial class MessageBatchHandler(
    PractitionerCache linkedPractitioners,
    MessageToCommunication toCommunication,
    RegistryWrites writes,
    UnlinkedAnswers unlinked,
    ForgottenPeople forgotten,
    WorkQueue<MessageItem> queue,
    ILogger<MessageBatchHandler> logger)
    : IBatchHandler<MessageItem>
{
    private const string Partition = "communications";

    /// <summary>Handles a batch; throws only when the message itself has to be delivered again.</summary>
    public async Task HandleAsync(BatchMessage<MessageItem> message, CancellationToken cancellationToken)
    {
        var works = message.Items.Select(i => new Work<MessageItem>(i)).ToList();
        try
        {
            await HandleAsync(works, cancellationToken);
        }
        catch (FhirException e)
        {
            foreach (var work in works.Where(w => w.IsOpen))
            {
                work.Fail(e);
            }
        }

        await queue.SettleAsync(message, works, OutcomeCounts.Communications.Failed, cancellationToken);
    }

    private async Task HandleAsync(List<Work<MessageItem>> works, CancellationToken cancellationToken)
    {
        foreach (var orphan in works.Where(w => w.Item.Message.Contact is null))
        {
            orphan.Finish(ItemState.Dead, SyncCodes.NotARun, "The message has no contact: RapidPro has deleted it.");
        }

        var left = await forgotten.ReadAsync(cancellationToken);
        works.FindAll(w => w is { IsOpen: true, Item.Message.Contact.Uuid: var contact } && left.Contains(contact.ToString()))
            .ForEach(w => w.Finish(ItemState.Skipped, SyncCodes.Forgotten, "mHero was told to forget the person."));

        // Two states of one message would write the same resource in one batch: the newer one does for both.
        foreach (var duplicate in works.Where(w => w.IsOpen).GroupBy(w => w.Item.Message.Id).SelectMany(g => g.OrderByDescending(w => w.Item.Message.ModifiedOn).Skip(1)))
        {
            duplicate.Finish(ItemState.Done);
        }

        var open = works.Where(w => w.IsOpen).ToList();
        var workers = await linkedPractitioners.FindWorkersAsync(open.Select(w => w.Item.Message.Contact!.Uuid), cancellationToken);
        var unnamed = open.Where(w => !workers.ContainsKey(w.Item.Message.Contact!.Uuid)).Select(NoteOf).ToList();
        foreach (var (contact, worker) in await unlinked.NoteAsync(unnamed, cancellationToken))
        {
            workers[contact] = worker;
        }

        var written = new List<(Work<MessageItem> Work, RegistryWrite Write)>(open.Count);
        open.ForEach(work => work.Take(() => written.Add((work, WriteOf(work, workers)))));
        await writes.WriteAsync(Partition, [.. written.Select(w => w.Write)], cancellationToken);
        written.ForEach(w => w.Work.Conclude(w.Write, OutcomeCounts.Communications));
    }

    private UnlinkedAnswer NoteOf(Work<MessageItem> work) => new(
        work.Item.Message.Contact!.Uuid,
        $"message-{work.Item.Subject}",
        queue.Name,
        SyncJson.Write(new BatchMessage<MessageItem> { Items = [(MessageItem)work.Item.ResetAttempts()] }));

    private RegistryWrite WriteOf(Work<MessageItem> work, Dictionary<Guid, LinkedPractitioner> workers)
    {
        var message = work.Item.Message;
        var contact = message.Contact!.Uuid;

        // A Person can neither send nor receive a Communication in R4: then the identifier alone names the person.
        var person = workers.TryGetValue(contact, out var worker) && !worker.Reference.StartsWith("Person/", StringComparison.Ordinal)
            ? new ResourceReference(worker.Reference)
            : RunPeople.Unknown(contact);
        var result = toCommunication.Map(new MessageSource(message, person, worker?.Language));
        foreach (var issue in result.Issues)
        {
            LogIssue(message.Id, issue.Code, issue.Path);
        }

        work.Counts = work.Counts.Add(SyncCounts.Issues, result.Issues.Count);
        var id = message.Id.ToString(CultureInfo.InvariantCulture);
        return new RegistryWrite(
            id,
            result.Value,
            new FhirSearch("Communication").Where("identifier", MheroSystems.MessageId, id),
            new SourceState(message.ModifiedOn ?? message.SentOn ?? message.CreatedOn));
    }

    [LoggerMessage(4050, LogLevel.Information, "Message {Message}: {Code} at {Path}")]
    private partial void LogIssue(long message, string code, string path);
}
