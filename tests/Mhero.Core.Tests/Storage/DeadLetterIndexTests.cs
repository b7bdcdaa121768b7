using Mhero.Core.Storage.DeadLetters;
using Mhero.Core.Storage.Jobs;
using Mhero.Core.Storage.Tables;

namespace Mhero.Core.Tests.Storage;

/// <summary>The index and the counters of the dead letters: right under concurrent writers and crashes, and read at a constant price.</summary>
public sealed class DeadLetterIndexTests : IDisposable
{
    private const string Partition = "dead-letters";

    private readonly StorageApp _app = new();

    public void Dispose() => _app.Dispose();

    [Fact]
    public async Task GroupsAsync_SeveralCauses_CountsEachWithItsFirstAndItsLast()
    {
        var began = _app.Time.GetUtcNow();
        await RecordAsync("runs", "a", "MH3001");
        _app.Time.Advance(TimeSpan.FromHours(1));
        await RecordAsync("runs", "b", "MH3001");
        await RecordAsync("contacts", "a", "MH1001");
        _app.Time.Advance(TimeSpan.FromHours(1));
        await RecordAsync("runs", "c", "MH3001");
        await RecordAsync("runs", "a", "MH3002");

        var groups = await _app.Index.GroupsAsync();

        Assert.Equal(
            [("runs", "MH3001", 2, 1, 2), ("contacts", "MH1001", 1, 1, 1), ("runs", "MH3002", 1, 0, 2)],
            groups.Select(g => (g.Queue, g.Code, g.Count, (int)(g.FirstFailedAt - began).TotalHours, (int)(g.LastFailedAt - began).TotalHours)));
        Assert.Equal(["MH3002"], (await _app.Index.GroupsAsync(new DeadLetterFilter { Code = "MH3002" })).Select(g => g.Code));
    }

    [Fact]
    public async Task ListAsync_Pages_GiveEachOnceTheLatestFirst()
    {
        for (var i = 0; i < 23; i++)
        {
            await RecordAsync(i % 2 == 0 ? "runs" : "contacts", $"s{i}", i % 3 == 0 ? "MH3001" : "MH3002");
            _app.Time.Advance(TimeSpan.FromMinutes(1));
        }

        var subjects = new List<string>();
        string? after = null;
        do
        {
            var page = await _app.Index.ListAsync(new DeadLetterFilter(), 5, after);
            subjects.AddRange(page.Letters.Select(l => l.Subject));
            after = page.Next;
        }
        while (after is not null);

        Assert.Equal(Enumerable.Range(0, 23).Reverse().Select(i => $"s{i}"), subjects);
        Assert.Empty((await _app.Index.ListAsync(new DeadLetterFilter(), 5, "zzz")).Letters);
    }

    [Fact]
    public async Task ListAsync_Filters_TakeWhatTheySay()
    {
        var began = _app.Time.GetUtcNow();
        const string Run = """{"items":[{"run":{"uuid":"0","flow":{"uuid":"f1f1f1f1-0000-0000-0000-000000000000","name":"Weekly report"},"contact":{"uuid":"c1c1c1c1-0000-0000-0000-000000000000"},"values":{"facility":{"value":"kib","category":"Kibagabaga"}}}}]}""";
        await _app.DeadLetters.RecordAsync("runs", "run-1", Run, "MH3001", "The registry refused it.", 3);
        _app.Time.Advance(TimeSpan.FromHours(1));
        await _app.DeadLetters.RecordAsync("runs", "run-2", "{}", "MH3002", "Another cause.", 3);
        _app.Time.Advance(TimeSpan.FromHours(1));
        await _app.DeadLetters.RecordAsync("contacts", "Practitioner/7", """{"items":[{"contact":{"uuid":"c2","fields":{"facility":"Kacyiru"}}}]}""", "MH3001", "The registry refused it.", 3);

        Assert.Equal(["run-2", "run-1"], await FindAsync(new() { Queue = "runs" }));
        Assert.Equal(["Practitioner/7", "run-1"], await FindAsync(new() { Code = "MH3001" }));
        Assert.Equal(["run-2"], await FindAsync(new() { Text = "ANOTHER" }));
        Assert.Equal(["Practitioner/7"], await FindAsync(new() { Text = "practitioner/7" }));
        Assert.Equal(["run-1"], await FindAsync(new() { Text = "c1c1c1c1-0000-0000-0000-000000000000" }));
        Assert.Equal(["run-1"], await FindAsync(new() { Flow = "weekly" }));
        Assert.Equal(["run-1"], await FindAsync(new() { Flow = "F1F1F1F1-0000-0000-0000-000000000000" }));
        Assert.Equal(["run-1"], await FindAsync(new() { Facility = "kibaga" }));
        Assert.Equal(["Practitioner/7"], await FindAsync(new() { Facility = "Kacyiru" }));
        Assert.Equal(["Practitioner/7", "run-2"], await FindAsync(new() { From = began.AddHours(1) }));
        Assert.Equal(["run-1"], await FindAsync(new() { To = began.AddHours(1) }));
        Assert.Empty(await FindAsync(new() { Queue = "flows" }));
    }

    [Fact]
    public async Task Reading_TenTimesAsMany_CostsTheSame()
    {
        var few = await CostAsync(100);
        var many = await CostAsync(1_000);

        Assert.Equal(few, many);
        Assert.InRange(many.Page, 1, 4);
        Assert.InRange(many.Groups, 1, 6);
    }

    [Fact]
    public async Task ListAsync_FilterThatMatchesNothing_EndsAPageEarlyAndSaysHowToGoOn()
    {
        var summary = """{"id":"0","queue":"runs","subject":"s","code":"MH3001","cause":"c","attempts":1,"firstFailedAt":"2026-03-01T00:00:00+00:00","lastFailedAt":"2026-03-01T00:00:00+00:00","replays":0}""";
        await RecordAsync("runs", "a", "MH3001");
        var group = (await KeysAsync("p|")).Single().Split('|')[1];
        await _app.Table.WriteAsync(Partition, [.. Enumerable.Range(0, 6_000).Select(i => new Document($"p|{group}|{i:x16}|{i:x32}", summary, Document.AnyVersion))]);

        var page = await _app.Index.ListAsync(new DeadLetterFilter { Text = "not there" }, 10, null);

        Assert.Empty(page.Letters);
        Assert.NotNull(page.Next);
        Assert.Null((await _app.Index.ListAsync(new DeadLetterFilter { Text = "not there" }, 10, page.Next)).Next);
    }

    [Fact]
    public async Task Changes_OfManyWritersAtOnce_LeaveTheCountersRight()
    {
        using var other = _app.Duplicate();

        await Parallel.ForEachAsync(Enumerable.Range(0, 120), new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (i, token) =>
        {
            var letters = (i % 2 == 0 ? _app : other).DeadLetters;
            var letter = await letters.RecordAsync("runs", $"s{i % 40}", $"{i}", i % 3 == 0 ? "MH3001" : "MH3002", "refused", 5, token);
            await (i % 5 == 0 ? letters.RemoveAsync(letter.Id, token) : i % 5 == 1 ? letters.DiscardAsync(letter.Id, "o", "r", token) : i % 5 == 2 ? letters.RestoreAsync(letter.Id, token) : Task.CompletedTask);
        });

        await AssertRightAsync(_app);
    }

    [Fact]
    public async Task Changes_ProcessDiesAtEachOperation_LeaveTheCountersRight()
    {
        // More operations than a round has: the last rounds do not die.
        for (var death = 1; death <= 60; death++)
        {
            using var doomed = _app.Duplicate();
            var operations = 0;
            doomed.Gate.Before = _ => ++operations == death ? Task.FromException(new IOException("died")) : Task.CompletedTask;
            try
            {
                var letter = await doomed.DeadLetters.RecordAsync("runs", $"s{death % 7}", """{"items":[1]}""", death % 2 == 0 ? "MH3001" : "MH3002", "refused", 5);
                await doomed.DeadLetters.DiscardAsync(letter.Id, "o", "r");
                await doomed.DeadLetters.RestoreAsync(letter.Id);
                await doomed.DeadLetters.RecordAsync("runs", $"s{death % 7}", """{"items":[1]}""", "MH3003", "refused", 5);
                await (death % 3 == 0 ? doomed.DeadLetters.ReplayAsync(letter.Id) : (Task)doomed.DeadLetters.RemoveForAsync("runs", [$"s{death % 5}"]));
            }
            catch (IOException)
            {
                // What was done by then was done.
            }

            await AssertRightAsync(_app);
        }
    }

    [Fact]
    public async Task Reading_RowsOfAnEarlierVersion_GivesThemTheirIndexOnce()
    {
        for (var i = 0; i < 12; i++)
        {
            var id = DeadLetterStore.IdFor("runs", $"s{i}");
            var row = $$"""{"id":"{{id}}","queue":"runs","subject":"s{{i}}","payload":"{}","code":"MH3001","cause":"c","attempts":5,"firstFailedAt":"2026-02-0{{(i % 9) + 1}}T00:00:00+00:00","lastFailedAt":"2026-02-20T00:00:00+00:00","replays":1}""";
            await _app.Table.WriteAsync(Partition, [new Document(id, row)]);
        }

        Assert.Equal(12, await _app.DeadLetters.CountAsync());
        Assert.Equal(12, Assert.Single(await _app.Index.GroupsAsync()).Count);
        Assert.Equal(1, (await _app.DeadLetters.ListAsync(null, 1))[0].Replays);
        Assert.True(await _app.DeadLetters.ReplayAsync(DeadLetterStore.IdFor("runs", "s3")));
        Assert.Equal(11, (await _app.ReplayAllAsync(null)).Done);
        await AssertRightAsync(_app);
    }

    [Fact]
    public async Task Recount_AnotherProgramChangedTheTable_MakesIndexAndCountersAgain()
    {
        for (var i = 0; i < 40; i++)
        {
            await RecordAsync("runs", $"s{i}", "MH3001");
        }

        await _app.DeadLetters.DiscardAsync(DeadLetterStore.IdFor("runs", "s1"), "o", "r");
        await _app.Table.DeleteAsync(Partition, [(await KeysAsync("s|"))[0], (await KeysAsync("p|"))[3], (await KeysAsync("q|"))[5], DeadLetterStore.IdFor("runs", "s7")]);
        await _app.Table.WriteAsync(Partition, [new Document("s|0000000000000000|0", """{"queue":"flows","code":"MH3009","count":9,"stamp":"x"}""")]);

        var job = await _app.RunAsync(await _app.Orders.StartAsync(new JobOrder(JobKinds.Recount), CancellationToken.None));

        Assert.Equal((JobStates.Done, 17, 17), (job.State, job.Total, job.Done));
        Assert.Equal(38, await _app.DeadLetters.CountAsync());
        await AssertRightAsync(_app);
    }

    [Fact]
    public async Task ListAboutAsync_Person_FindsThoseOfTheContactAndOfTheSubject()
    {
        const string Contact = "c1c1c1c1-0000-0000-0000-000000000000";
        await _app.DeadLetters.RecordAsync("runs", "run-1", RunOf(Contact), "MH3001", "refused", 3);
        _app.Time.Advance(TimeSpan.FromHours(1));
        await RecordAsync("contacts", "Practitioner/7", "MH3002");
        _app.Time.Advance(TimeSpan.FromHours(1));
        await _app.DeadLetters.RecordAsync("runs", "run-2", RunOf(Contact.ToUpperInvariant()), "MH3002", "refused", 3);
        await _app.DeadLetters.RecordAsync("runs", "run-3", RunOf("c2c2c2c2-0000-0000-0000-000000000000"), "MH3001", "refused", 3);
        var gone = await _app.DeadLetters.RecordAsync("runs", "run-4", RunOf(Contact), "MH3001", "refused", 3);
        await _app.DeadLetters.DiscardAsync(gone.Id, "jane", "a test");
        await RecordAsync("contacts", Contact, "MH3002");
        await _app.DeadLetters.RemoveAsync(DeadLetterStore.IdFor("contacts", Contact));

        var found = await _app.Index.ListAboutAsync(["Practitioner/7", Contact], 10, CancellationToken.None);

        Assert.Equal(["run-2", "Practitioner/7", "run-1"], found.Select(letter => letter.Subject));
        Assert.Equal("run-2", Assert.Single(await _app.Index.ListAboutAsync(["Practitioner/7", Contact], 1, CancellationToken.None)).Subject);
        await AssertRightAsync(_app);
    }

    [Fact]
    public async Task Requests_ForAPersonAndForATextThatNoneHas_DoNotGrow()
    {
        var (fewAbout, fewText) = await CostOfSearchesAsync(100);
        var (manyAbout, manyText) = await CostOfSearchesAsync(3_000);

        Assert.Equal(fewAbout, manyAbout);
        Assert.InRange(manyText - fewText, 0, 3);

        static async Task<(int About, int Text)> CostOfSearchesAsync(int letters)
        {
            using var app = new StorageApp();
            await Parallel.ForEachAsync(Enumerable.Range(0, letters), async (i, token) =>
                await app.DeadLetters.RecordAsync("runs", $"s{i}", RunOf($"contact {i % 50}"), i % 2 == 0 ? "MH3001" : "MH3002", "c", 5, token));
            await app.DeadLetters.CountAsync();
            app.Gate.Reset();
            Assert.NotEmpty(await app.Index.ListAboutAsync(["contact 7", "Practitioner/7"], 50, CancellationToken.None));
            var about = app.Gate.Count;
            app.Gate.Reset();
            Assert.Empty((await app.Index.ListAsync(new DeadLetterFilter { Text = "none has this" }, 50, null)).Letters);
            return (about, app.Gate.Count);
        }
    }

    [Fact]
    public async Task CountByQueueAsync_SeveralCauses_AddsThoseOfAQueue()
    {
        await RecordAsync("runs", "a", "MH3001");
        await RecordAsync("runs", "b", "MH3002");
        await RecordAsync("contacts", "a", "MH1001");

        Assert.Equal([("contacts", 1), ("runs", 2)], (await _app.Index.CountByQueueAsync()).Select(queue => (queue.Key, queue.Value)).Order());
    }

    private static string RunOf(string contact) => $$$"""{"items":[{"run":{"uuid":"0","contact":{"uuid":"{{{contact}}}"} } }]}""";

    /// <summary>The counters say what the dead letters are, and each open one is once in each index.</summary>
    private static async Task AssertRightAsync(StorageApp app)
    {
        var rows = new List<DeadLetterRow>();
        var keys = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var document in app.Table.ScanAsync(Partition))
        {
            keys.Add(document.Key);
            if (document.Key.Length == 32)
            {
                rows.Add(DeadLetterTable.Read(document));
            }
        }

        var open = rows.Where(row => row.Discarded is null).ToList();
        var counted = (await app.Index.CountersAsync(CancellationToken.None)).Where(group => group.Count > 0).Select(group => (group.Queue, group.Code, group.Count));
        Assert.Equal(open.GroupBy(row => (row.Queue, row.Code)).Select(group => (group.Key.Queue, group.Key.Code, group.Count())).Order(), counted.Order());
        Assert.Equal(rows.SelectMany(DeadLetterKeys.IndexOf).Order(StringComparer.Ordinal), keys.Where(key => key[0] is 'm' or 'p' or 'q' or 'x').Order(StringComparer.Ordinal));
    }

    private static async Task<(int Page, int Groups)> CostAsync(int letters)
    {
        using var app = new StorageApp();
        await Parallel.ForEachAsync(Enumerable.Range(0, letters), async (i, token) => await app.DeadLetters.RecordAsync("runs", $"s{i}", "{}", i % 2 == 0 ? "MH3001" : "MH3002", "c", 5, token));
        await app.DeadLetters.CountAsync();
        app.Gate.Reset();
        await app.Index.ListAsync(new DeadLetterFilter(), 50, null);
        var page = app.Gate.Count;
        app.Gate.Reset();
        await app.Index.GroupsAsync();
        return (page, app.Gate.Count);
    }

    private Task<DeadLetter> RecordAsync(string queue, string subject, string code) => _app.DeadLetters.RecordAsync(queue, subject, "{}", code, "refused", 5);

    private async Task<IEnumerable<string>> FindAsync(DeadLetterFilter filter) => (await _app.Index.ListAsync(filter, 100, null)).Letters.Select(l => l.Subject);

    private async Task<List<string>> KeysAsync(string prefix) =>
        await _app.Table.ScanAsync(Partition, prefix).Select(document => document.Key).ToListAsync();
}
