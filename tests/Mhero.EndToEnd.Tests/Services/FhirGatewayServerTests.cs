using Hl7.Fhir.Model;
using Mhero.Core.Fhir;
using Mhero.EndToEnd.Tests.Fixtures;
using Task = System.Threading.Tasks.Task;

namespace Mhero.EndToEnd.Tests.Services;

/// <summary>The gateway and the FHIR server of the local run prove each other over HTTP.</summary>
[Collection(FhirServerFixture.Collection)]
public sealed class FhirGatewayServerTests : IDisposable
{
    private readonly string _system = $"urn:test:{Guid.NewGuid():N}";
    private readonly ServiceProvider _services;
    private readonly FhirGateway _fhir;

    public FhirGatewayServerTests(FhirServerFixture server)
    {
        IConfiguration configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Mhero:Fhir:BaseUrl"] = server.BaseUrl.AbsoluteUri,
            ["Mhero:Fhir:PageSize"] = "7",
            ["Mhero:Fhir:MaxBatchEntries"] = "10",
        }).Build();
        _services = new ServiceCollection().AddLogging().AddFhir(configuration).BuildServiceProvider();
        _fhir = _services.GetRequiredService<FhirGateway>();
    }

    public void Dispose() => _services.Dispose();

    [Fact]
    public async Task GetCapabilitiesAsync_Server_SaysR4() =>
        Assert.Equal(FHIRVersion.N4_0_1, (await _fhir.GetCapabilitiesAsync()).FhirVersion);

    [Fact]
    public async Task CreateIfNoneAsync_NoneOneMany_CreatesKeepsRefuses()
    {
        var first = await _fhir.CreateIfNoneAsync(Worker("1", "Ann"), Condition("1"));
        var second = await _fhir.CreateIfNoneAsync(Worker("1", "Bea"), Condition("1"));
        await _fhir.BatchAsync([FhirEntry.Create(Worker("1", "Cleo"))]);
        var error = await Assert.ThrowsAsync<FhirException>(() => _fhir.CreateIfNoneAsync(Worker("1", "Dora"), Condition("1")));

        Assert.Equal(SaveOutcome.Created, first.Outcome);
        Assert.Equal(SaveOutcome.Unchanged, second.Outcome);
        Assert.Equal((first.Resource.Id!, "Ann"), (second.Resource.Id!, second.Resource.Name[0].Text));
        Assert.Equal((FhirErrorKind.Ambiguous, FhirErrorCodes.Ambiguous), (error.Kind, error.Code));
    }

    [Fact]
    public async Task ConditionalUpdateAsync_NoneOneMany_CreatesUpdatesRefuses()
    {
        var first = await _fhir.ConditionalUpdateAsync(Worker("1", "Ann"), Condition("1"));
        var second = await _fhir.ConditionalUpdateAsync(Worker("1", "Bea"), Condition("1"));
        await _fhir.BatchAsync([FhirEntry.Create(Worker("1", "Cleo"))]);
        var error = await Assert.ThrowsAsync<FhirException>(() => _fhir.ConditionalUpdateAsync(Worker("1", "Dora"), Condition("1")));

        Assert.Equal((SaveOutcome.Created, SaveOutcome.Updated), (first.Outcome, second.Outcome));
        Assert.Equal((first.Resource.Id!, "Bea"), (second.Resource.Id!, (await _fhir.ReadAsync<Practitioner>(first.Resource.Id!))!.Name[0].Text));
        Assert.Equal(FhirErrorKind.Ambiguous, error.Kind);
    }

    [Fact]
    public async Task UpdateAsync_SomebodyElseWritesInBetween_KeepsBothChanges()
    {
        var id = (await _fhir.CreateIfNoneAsync(Worker("1", "Ann"), Condition("1"))).Resource.Id!;
        var merges = 0;

        var saved = await _fhir.UpdateAsync<Practitioner>(id, current =>
        {
            if (merges++ == 0)
            {
                _fhir.UpdateAsync<Practitioner>(id, other => With(other, one => one.Active = false)).GetAwaiter().GetResult();
            }

            return With(current, one => one.Name[0].Text = "Bea");
        });

        var now = (await _fhir.ReadAsync<Practitioner>(id))!;
        Assert.Equal((2, SaveOutcome.Updated), (merges, saved.Outcome));
        Assert.Equal(("Bea", false, saved.Resource.Meta!.VersionId), (now.Name[0].Text, now.Active, now.Meta!.VersionId));
    }

    [Fact]
    public async Task UpdateAsync_NothingToDo_IsUnchangedAndWritesNothing()
    {
        var before = (await _fhir.CreateIfNoneAsync(Worker("1", "Ann"), Condition("1"))).Resource;

        var saved = await _fhir.UpdateAsync<Practitioner>(before.Id!, _ => null);

        Assert.Equal((SaveOutcome.Unchanged, before.Meta!.VersionId), (saved.Outcome, (await _fhir.ReadAsync<Practitioner>(before.Id!))!.Meta!.VersionId));
    }

    [Fact]
    public async Task ReadAsync_NeverThereOrDeleted_IsNull()
    {
        var id = (await _fhir.CreateIfNoneAsync(Worker("1", "Ann"), Condition("1"))).Resource.Id!;
        var deleted = (await _fhir.BatchAsync([FhirEntry.Delete("Practitioner", id)]))[0];
        var again = (await _fhir.BatchAsync([FhirEntry.Delete("Practitioner", id)]))[0];

        Assert.Equal((SaveOutcome.Updated, SaveOutcome.Unchanged), (deleted.Outcome, again.Outcome));
        Assert.Null(await _fhir.ReadAsync<Practitioner>(id));
        Assert.Null(await _fhir.ReadAsync<Practitioner>(Guid.NewGuid().ToString()));
    }

    [Theory]
    [InlineData(@"a,b|c$d\e")]
    [InlineData("+254 700&x=1#?")]
    public async Task SearchAsync_ValueThatNeedsEscaping_FindsExactlyThatOne(string value)
    {
        await _fhir.CreateIfNoneAsync(Worker(value, "Ann"), Condition(value));
        await _fhir.CreateIfNoneAsync(Worker("a", "Bea"), Condition("a"));

        var page = await _fhir.SearchAsync(Condition(value));

        Assert.Equal(value, ((Practitioner)Assert.Single(page.Matches)).Identifier[0].Value);
    }

    [Fact]
    public async Task SearchAsync_QueryLongerThanAUrl_GoesAsAForm()
    {
        await CreateAsync(3);

        var page = await _fhir.SearchAsync(Condition([.. Enumerable.Range(1, 400).Select(i => $"{i}")]));

        Assert.Equal(3, page.Matches.Count);
    }

    [Fact]
    public async Task SearchPagesAsync_RevInclude_TellsMatchesFromIncluded()
    {
        var ids = await CreateAsync(1);
        await _fhir.BatchAsync([FhirEntry.Create(new PractitionerRole { Practitioner = new ResourceReference($"Practitioner/{ids[0]}") })]);

        var page = await _fhir.SearchAsync(Condition("1").With("_revinclude", "PractitionerRole:practitioner"));

        Assert.Equal(ids[0], Assert.Single(page.Matches).Id);
        Assert.IsType<PractitionerRole>(Assert.Single(page.Included));
    }

    [Fact]
    public async Task ChangesAsync_WritesDuringTheCrawl_LosesNothingAndDoublesNoVersion()
    {
        var since = (await _fhir.CreateIfNoneAsync(Worker("start", "Start"), Condition("start"))).Resource.Meta!.LastUpdated!.Value;
        var ids = await CreateAsync(30);
        var seen = new List<Practitioner>();
        var pages = 0;

        await foreach (var page in _fhir.ChangesAsync("Practitioner", since, null))
        {
            seen.AddRange(page.Matches.Cast<Practitioner>().Where(one => ids.Contains(one.Id)));
            if (pages++ == 1)
            {
                // The first one moves behind all others, and none of them may slip over a page's edge.
                await _fhir.UpdateAsync<Practitioner>(ids[0], current => With(current, one => one.Active = false));
            }
        }

        Assert.True(pages > 4);
        Assert.Equal(ids.Order(), seen.Select(one => one.Id).Distinct().Order());
        Assert.Equal(31, seen.Count);
        Assert.Equal(31, seen.Select(one => one.Meta!.VersionId).Distinct().Count());
        Assert.Equal(seen.Select(one => one.Meta!.LastUpdated).Order(), seen.Select(one => one.Meta!.LastUpdated));
    }

    [Fact]
    public async Task ChangesAsync_FromTheLastMillisecond_HasOnlyWhatCameAfter()
    {
        await CreateAsync(3);
        await Task.Delay(5);
        var last = (await _fhir.CreateIfNoneAsync(Worker("last", "Last"), Condition("last"))).Resource;
        var local = last.Meta!.LastUpdated!.Value.ToOffset(TimeSpan.FromHours(3));

        var seen = new List<Practitioner>();
        await foreach (var page in _fhir.ChangesAsync("Practitioner", local, ["identifier"]))
        {
            Assert.NotNull(page.ServerTime);
            seen.AddRange(page.Matches.Cast<Practitioner>().Where(one => one.Identifier[0].System == _system));
        }

        var only = Assert.Single(seen);
        Assert.Equal((last.Id, last.Meta!.VersionId, 0), (only.Id, only.Meta!.VersionId, only.Name.Count));
    }

    [Fact]
    public async Task ReadManyAsync_MoreThanAPageAndSomeUnknown_ReturnsTheKnownOnce()
    {
        var ids = await CreateAsync(25);

        var found = await _fhir.ReadManyAsync<Practitioner>([.. ids, ids[0], Guid.NewGuid().ToString()]);

        Assert.Equal(ids.Order(), found.Select(one => one.Id).Order());
    }

    [Fact]
    public async Task BatchAsync_MoreThanFitsAndSomeBad_GivesEachItsVerdict()
    {
        var ids = await CreateAsync(2);
        var stale = (await _fhir.ReadAsync<Practitioner>(ids[0]))!;
        await _fhir.UpdateAsync<Practitioner>(ids[0], current => With(current, one => one.Active = false));
        var fresh = (await _fhir.ReadAsync<Practitioner>(ids[1]))!;
        FhirEntry[] entries =
        [
            FhirEntry.ConditionalUpdate(Worker("new", "New"), Condition("new")),
            FhirEntry.Create(Worker("1", "Kept"), Condition("1")),
            FhirEntry.Update(stale),
            FhirEntry.Update(fresh),
            FhirEntry.Create(new Practitioner { BirthDate = "yesterday" }),
            .. Enumerable.Range(100, 20).Select(i => FhirEntry.ConditionalUpdate(Worker($"{i}", "Many"), Condition($"{i}"))),
        ];

        var verdicts = await _fhir.BatchAsync(entries);

        Assert.Equal(entries.Length, verdicts.Count);
        Assert.Equal(
            [(201, SaveOutcome.Created, null), (200, SaveOutcome.Unchanged, null), (412, null, FhirErrorKind.Conflict), (200, SaveOutcome.Updated, null), (400, null, FhirErrorKind.Permanent)],
            verdicts.Take(5).Select(one => (one.Status, one.Outcome, one.Error?.Kind)));
        Assert.All(verdicts.Skip(5), one => Assert.Equal(SaveOutcome.Created, one.Outcome));
        var written = (await _fhir.ReadAsync<Practitioner>(ids[1]))!;
        Assert.Equal(("Practitioner", ids[1], written.Meta!.VersionId, written.Meta!.LastUpdated), (verdicts[3].Type, verdicts[3].Id, verdicts[3].VersionId, verdicts[3].LastModified));
    }

    [Fact]
    public async Task TransactionAsync_ReferencesAmongNewResources_AreResolved()
    {
        var worker = FhirEntry.ConditionalUpdate(Worker("1", "Ann"), Condition("1"));
        var role = new PractitionerRole { Practitioner = new ResourceReference(worker.FullUrl), Identifier = { new Identifier(_system, "role") } };

        var verdicts = await _fhir.TransactionAsync([worker, FhirEntry.Create(role, new FhirSearch("PractitionerRole").Where("identifier", _system, "role"))]);

        var saved = (await _fhir.ReadAsync<PractitionerRole>(verdicts[1].Id!))!;
        Assert.All(verdicts, verdict => Assert.Equal(SaveOutcome.Created, verdict.Outcome));
        Assert.Equal($"Practitioner/{verdicts[0].Id}", saved.Practitioner!.Reference);
    }

    [Fact]
    public async Task TransactionAsync_OneEntryBad_NothingIsDone()
    {
        var ids = await CreateAsync(1);
        var before = (await _fhir.ReadAsync<Practitioner>(ids[0]))!;
        FhirEntry[] entries =
        [
            FhirEntry.ConditionalUpdate(Worker("1", "Changed"), Condition("1")),
            FhirEntry.ConditionalUpdate(Worker("2", "New"), Condition("2")),
            FhirEntry.Create(new Practitioner { BirthDate = "yesterday" }),
        ];

        var error = await Assert.ThrowsAsync<FhirException>(() => _fhir.TransactionAsync(entries));

        Assert.Equal((FhirErrorKind.Permanent, false), (error.Kind, error.MayHaveBeenDone));
        Assert.NotEmpty(error.Issues);
        Assert.Equal(before.Meta!.VersionId, (await _fhir.ReadAsync<Practitioner>(ids[0]))!.Meta!.VersionId);
        Assert.Empty((await _fhir.SearchAsync(Condition("2"))).Matches);
    }

    private static Practitioner With(Practitioner one, Action<Practitioner> change)
    {
        change(one);
        return one;
    }

    private Practitioner Worker(string value, string name) => new()
    {
        Identifier = { new Identifier(_system, value) },
        Name = { new HumanName { Text = name } },
    };

    private FhirSearch Condition(params string[] values) => new FhirSearch("Practitioner").Where("identifier", _system, values);

    private async Task<IReadOnlyList<string>> CreateAsync(int count)
    {
        var verdicts = await _fhir.BatchAsync([.. Enumerable.Range(1, count).Select(i => FhirEntry.ConditionalUpdate(Worker($"{i}", $"Worker {i}"), Condition($"{i}")))]);
        return [.. verdicts.Select(verdict => verdict.Id!)];
    }
}
