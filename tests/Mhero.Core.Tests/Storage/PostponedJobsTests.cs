using Mhero.Core.Storage.Jobs;
using Microsoft.Extensions.Logging.Abstractions;

namespace Mhero.Core.Tests.Storage;

/// <summary>Jobs whose work cannot go on now: they wait for a pause or a side, lose no item and do none twice.</summary>
public sealed class PostponedJobsTests : IDisposable
{
    private readonly StorageApp _app = new();
    private readonly Work _work = new();
    private readonly JobRunner _runner;

    public PostponedJobsTests() => _runner = new JobRunner(
        _app.Get<JobStore>(), _app.Orders, [_work], _app.DeadLetters, _app.Pauses, _app.Time, NullLogger<JobRunner>.Instance, _app.Get<JobsQueue>());

    public void Dispose() => _app.Dispose();

    [Fact]
    public async Task HandleAsync_DirectionIsPaused_WaitsAndGoesOnAfterIt()
    {
        var job = await _app.Orders.StartAsync(new JobOrder(_work.Kind), CancellationToken.None);
        await _app.Pauses.PauseAsync("runs", "ann", "maintenance", CancellationToken.None);

        await TurnAsync();
        Assert.Equal((JobStates.Running, 0), await StateAsync(job));
        Assert.Empty(await _app.DrainAsync("jobs"));

        await _app.Pauses.ResumeAsync("runs", CancellationToken.None);
        _app.Time.Advance(_work.PausedDelay);
        await TurnAsync();

        Assert.Equal((JobStates.Done, 5), await StateAsync(job));
        Assert.Equal(["1", "2", "3", "4", "5"], _work.Done);
    }

    [Fact]
    public async Task HandleAsync_SideIsDown_TriesTheSameItemsLaterAndCountsNoAttempt()
    {
        var job = await _app.Orders.StartAsync(new JobOrder(_work.Kind), CancellationToken.None);
        _work.FailsAt = "3";
        for (var outage = 0; outage < 20; outage++)
        {
            await TurnAsync();
            Assert.Equal((JobStates.Running, 2), await StateAsync(job));
            _app.Time.Advance(TimeSpan.FromSeconds(90));
        }

        _work.FailsAt = null;
        await TurnAsync();

        Assert.Equal((JobStates.Done, 5), await StateAsync(job));
        Assert.Equal(["1", "2", "3", "4", "5"], _work.Done);
    }

    [Fact]
    public async Task HandleAsync_OneChunkIsNeverPossible_IsCountedAndTheOthersFollow()
    {
        var job = await _app.Orders.StartAsync(new JobOrder(_work.Kind), CancellationToken.None);
        _work.FailsAt = "3";
        for (var turn = 0; turn < 130 && (await StateAsync(job)).State != JobStates.Done; turn++)
        {
            await TurnAsync();
            _app.Time.Advance(TimeSpan.FromSeconds(90));
        }

        var done = (await _app.Orders.FindAsync(job.Id, CancellationToken.None))!;
        Assert.Equal((JobStates.Done, 3, 2), (done.State, done.Done, done.Failed));
        Assert.Equal(["1", "2", "5"], _work.Done);
    }

    private async Task TurnAsync()
    {
        foreach (var message in await _app.DrainAsync("jobs"))
        {
            await _runner.HandleAsync(message, CancellationToken.None);
        }
    }

    private async Task<(string State, int Done)> StateAsync(Job job) =>
        await _app.Orders.FindAsync(job.Id, CancellationToken.None) is { } found ? (found.State, found.Done) : default;

    private sealed class Work : IJobWork
    {
        public string Kind => "test";

        public string Direction => "runs";

        public TimeSpan PausedDelay => TimeSpan.FromSeconds(30);

        public int ChunkSize => 2;

        public List<string> Done { get; } = [];

        public string? FailsAt { get; set; }

        public async IAsyncEnumerable<string> ItemsAsync(JobRow job, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            await Task.Yield();
            foreach (var item in new[] { "1", "2", "3", "4", "5" }.Where(item => string.CompareOrdinal(item, job.After) > 0))
            {
                yield return item;
            }
        }

        public Task<int> DoAsync(JobRow job, IReadOnlyList<string> items, CancellationToken cancellationToken)
        {
            if (FailsAt is not null && items.Contains(FailsAt))
            {
                throw new JobPostponedException("MH1001", TimeSpan.FromSeconds(60));
            }

            Done.AddRange(items);
            return Task.FromResult(0);
        }
    }
}
