using Mhero.Core.Operating.Reviews;
using Mhero.Core.Storage;
using Mhero.Core.Storage.Audit;
using Mhero.Core.Storage.Jobs;
using Mhero.Core.Storage.Queues;
using Mhero.Core.Storage.Reviews;
using Mhero.Core.Sync.Reviews;
using Mhero.Core.Tests.Fixtures;

namespace Mhero.Core.Tests.Operating;

/// <summary>Answers to several reviews at once, the job of many, and their history.</summary>
public sealed class ReviewActionsTests : IDisposable
{
    private const string Contact = "0b1f6f8c-0000-0000-0000-000000000001";

    private static readonly Operator Jane = new("Jane", "Operator");

    private readonly MemoryApp _app = new();

    private ReviewActions Reviews => _app.Get<ReviewActions>();

    public void Dispose() => _app.Dispose();

    [Fact]
    public async Task DecideAsync_Several_AnswersEachAndKeepsTheHistory()
    {
        var one = await OpenAsync(1, Contact);
        var two = await OpenAsync(2, Contact, "0b1f6f8c-0000-0000-0000-000000000002");
        ReviewChoice[] choices = [Only(one), Only(two), Only("0123"), Only(one)];

        var decided = await Reviews.DecideAsync(choices, Jane, CancellationToken.None);

        Assert.Null(decided.Job);
        Assert.Equal(
            [(one, ReviewAnswer.Accepted), (two, ReviewAnswer.NoCandidate), ("0123", ReviewAnswer.NotFound)],
            decided.Results.Select(r => (r.Id, r.Answer)));
        var entry = Assert.Single((await Reviews.HistoryAsync(10, null, CancellationToken.None)).Entries);
        Assert.Equal((Jane, one), (entry.Operator, entry.Item));
        Assert.Contains(Contact, entry.After, StringComparison.Ordinal);
        Assert.Contains("Practitioner/1", entry.Before, StringComparison.Ordinal);
    }

    [Fact]
    public async Task DecideAsync_MoreThanTwenty_IsAJobThatAnswersEachOnceHoweverOftenItIsDelivered()
    {
        var ids = new List<string>();
        for (var i = 0; i < 45; i++)
        {
            ids.Add(await OpenAsync(i, Contact));
        }

        var job = (await Reviews.DecideAsync([.. ids.Select(Only)], Jane, CancellationToken.None)).Job!;
        var runner = _app.Get<JobRunner>();
        var message = await TakeAsync("jobs");
        using (var dies = new CancellationTokenSource())
        {
            // Cancelled half-way: what was answered by then was answered.
            var running = runner.HandleAsync(message, dies.Token);
            while (!running.IsCompleted && await _app.Get<MessageQueues>().DepthAsync("contacts") < 12)
            {
            }

            await dies.CancelAsync();
            await running.ContinueWith(_ => { }, TaskScheduler.Default);
        }

        await runner.HandleAsync(message, CancellationToken.None);
        await runner.HandleAsync(message, CancellationToken.None);

        job = (await _app.Get<JobOrders>().FindAsync(job.Id, CancellationToken.None))!;
        Assert.Equal((JobStates.Done, 45, 45, 0, "Jane"), (job.State, job.Total, job.Done, job.Failed, job.By));
        Assert.Equal(0, await _app.Get<ReviewStore>().CountAsync());
        Assert.InRange(await _app.Get<MessageQueues>().DepthAsync("contacts"), 45, 46);
    }

    private static ReviewChoice Only(string id) => new(id, new ReviewDecision { Choose = ReviewChoice.OnlyCandidate });

    private async Task<string> OpenAsync(int worker, params string[] candidates)
    {
        var subject = $"Practitioner/{worker}";
        await _app.Get<ReviewStore>().OpenAsync(
            subject, "MH4001", "Which contact is it?", [.. candidates.Select(c => new ReviewCandidate(c, "same number"))], $$"""{"items":[{"worker":"{{subject}}"}]}""");
        return ReviewStore.IdFor(subject);
    }

    private async Task<string> TakeAsync(string queue)
    {
        var client = _app.Get<IStorageClients>().Queue(queue);
        return (await client.ReceiveMessagesAsync(1)).Value[0].MessageText;
    }
}
