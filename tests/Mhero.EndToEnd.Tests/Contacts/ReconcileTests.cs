using System.Net;
using System.Net.Http.Json;
using Hl7.Fhir.Model;
using Mhero.Core.Fhir;
using Mhero.Core.Storage.Cursors;
using Mhero.Core.Storage.Jobs;
using Mhero.Core.Storage.SyncLog;
using Mhero.DevHost.Host;
using Mhero.Functions.Timers;
using Mhero.Simulator;
using Task = System.Threading.Tasks.Task;

namespace Mhero.EndToEnd.Tests.Contacts;

/// <summary>A full reconcile finds what the pollers missed, through HTTP, the npm FHIR server and the simulator. Each test has a world of its own.</summary>
public sealed class ReconcileTests : IAsyncLifetime
{
    private const string Group = "Health workers";

    private readonly SyncWorld _world = new();

    public Task InitializeAsync() => _world.InitializeAsync();

    public Task DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task Missed_DeletionsAndLinksEditedByHand_AreHandledOnce()
    {
        var people = await AddPeopleAsync(8);
        var (gone, deleted, relabelled, unlinked, renamed) = (people[0], people[1], people[2], people[3], people[4]);
        var workspace = _world.RapidPro.Workspace;
        workspace.Edit(gone.Contact, c => c with { Deleted = true, Urns = [], Groups = [] });
        Assert.True((await _world.Fhir.BatchAsync([FhirEntry.Delete("Practitioner", deleted.Worker)]))[0].Succeeded);
        workspace.Edit(relabelled.Contact, c => c with { Fields = new Dictionary<string, string?>(c.Fields) { ["globalid"] = "of-another" } });
        await _world.EditWorkerAsync(unlinked.Worker, p => p.Identifier.RemoveAll(i => i.System == MheroSystems.ContactUuid));
        await _world.EditWorkerAsync(renamed.Worker, p => p.Name[0].Family = "Renamed");
        await PassOverAsync();
        await _world.RoundAsync();
        Assert.Equal("of-another", workspace.FindByUuid(relabelled.Contact)!.Fields["globalid"]);
        Assert.Null(SyncWorld.ContactUuidOf(await _world.ReadWorkerAsync(unlinked.Worker)));
        Assert.Contains(Group, workspace.FindByUuid(deleted.Contact)!.Groups);

        var (job, execution) = await ReconcileAsync();

        Assert.Equal(("reconcile", "done", 0), (job.Kind, job.State, job.Failed));
        Assert.Null(execution.Error);
        Assert.True(execution.IsComplete);
        Assert.Equal((2, 2), (execution.Counts["deleted"], execution.Counts["confirmingReads"]));
        Assert.Equal(3, execution.Counts["changed"]);
        Assert.Equal(15, execution.Counts["checked"]);

        // The default makes a contact that was deleted in RapidPro again, and takes the contact of a deleted worker out of the group.
        Assert.NotEqual($"{gone.Contact}", SyncWorld.ContactUuidOf(await _world.ReadWorkerAsync(gone.Worker)));
        Assert.Equal(gone.Worker, _world.ContactOf(gone.Number).Fields["globalid"]);
        Assert.DoesNotContain(Group, workspace.FindByUuid(deleted.Contact)!.Groups);
        Assert.Equal(relabelled.Worker, workspace.FindByUuid(relabelled.Contact)!.Fields["globalid"]);
        Assert.Equal($"{unlinked.Contact}", SyncWorld.ContactUuidOf(await _world.ReadWorkerAsync(unlinked.Worker)));
        Assert.EndsWith("Renamed", workspace.FindByUuid(renamed.Contact)!.Name, StringComparison.Ordinal);

        // The timer's reconcile changes nothing. It may look again at contacts whose last change mHero itself made, which no poller has shown yet.
        var before = await StateAsync(people);
        await _world.Host.InvokeTimerAsync(nameof(ReconcileContacts));
        await _world.IdleAsync();
        var second = await LastAsync();
        Assert.NotEqual(execution.Id, second.Id);
        Assert.Null(second.Error);
        Assert.Equal(0, second.Counts["deleted"]);
        Assert.DoesNotContain(second.Counts.Values.Keys, name => name is SyncCounts.ContactsCreated or SyncCounts.ContactsUpdated or SyncCounts.PractitionersCreated or SyncCounts.PractitionersUpdated);
        Assert.Equal(before, await StateAsync(people));
    }

    [Fact]
    public async Task TooManyAreGone_Stops_UntilAPersonConfirms()
    {
        // Two apps on one queue would both take the job, so each of these ends before the next one begins.
        var settings = _world.NewSettings();
        var first = await _world.StartHostAsync(settings);
        var people = await AddPeopleAsync(30, first);
        await first.DisposeAsync();

        // Another workspace, as a wrong address shows it: none of the contacts is there, and one read is enough to stop.
        await using (var other = await RapidProSimulator.StartAsync(new RapidProSimulatorOptions { Token = _world.RapidPro.Options.Token }))
        {
            other.Workspace.AddField("globalid");
            other.Workspace.AddField("mheroentitytype");
            await using var wrong = await _world.StartHostAsync(new Dictionary<string, string?>(settings) { ["Mhero:RapidPro:BaseUrl"] = other.BaseUrl.ToString() });
            await AssertStoppedAsync(await ReconcileAsync(wrong), 1);
            Assert.Empty(other.Workspace.Contacts);
        }

        await using var right = await _world.StartHostAsync(settings);
        foreach (var person in people.Take(25))
        {
            _world.RapidPro.Workspace.Edit(person.Contact, c => c with { Deleted = true, Urns = [], Groups = [] });
        }

        await PassOverAsync(right);
        await AssertStoppedAsync(await ReconcileAsync(right), 21);

        var (job, execution) = await ReconcileAsync(right, "&confirm=true");
        Assert.Equal((0, null), (job.Failed, execution.Error));
        Assert.Equal(25, execution.Counts["deleted"]);
        foreach (var person in people)
        {
            Assert.Equal(people.IndexOf(person) < 25, SyncWorld.ContactUuidOf(await _world.ReadWorkerAsync(person.Worker)) != $"{person.Contact}");
            Assert.Equal(person.Worker, _world.ContactOf(person.Number).Fields["globalid"]);
        }

        async Task AssertStoppedAsync((Job Job, SyncExecution Execution) stopped, long reads)
        {
            Assert.StartsWith("MH4085", stopped.Execution.Error, StringComparison.Ordinal);
            Assert.Equal((1, 0, reads), (stopped.Job.Failed, stopped.Execution.Counts["deleted"], stopped.Execution.Counts["confirmingReads"]));
            foreach (var person in people)
            {
                Assert.Equal($"{person.Contact}", SyncWorld.ContactUuidOf(await _world.ReadWorkerAsync(person.Worker)));
            }
        }
    }

    [Fact]
    public async Task SidesWereNeverRead_NothingIsDone()
    {
        _world.RapidPro.Workspace.AddContact(new SimulatedContact { Name = "Not Yet", Urns = [$"tel:{SyncWorld.NewNumber()}"] });

        var (job, execution) = await ReconcileAsync();

        Assert.Equal(1, job.Failed);
        Assert.StartsWith("MH4009", execution.Error, StringComparison.Ordinal);
        Assert.Equal(SyncCounts.Empty, execution.Counts);
    }

    private async Task<List<(string Worker, Guid Contact, string Number)>> AddPeopleAsync(int count, FunctionsHost? host = null)
    {
        var workers = new List<(string Id, string Number)>();
        for (var i = 0; i < count; i++)
        {
            var number = SyncWorld.NewNumber();
            workers.Add(((await _world.AddWorkerAsync($"Missed {number}", number)).Id!, number));
        }

        await _world.SettleAsync(host);
        return workers.ConvertAll(w => (w.Id, _world.ContactOf(w.Number).Uuid, w.Number));
    }

    /// <summary>Moves the cursors on, so that no poller shows what was changed until now.</summary>
    private async Task PassOverAsync(FunctionsHost? host = null)
    {
        var cursors = (host ?? _world.Host).Services.GetRequiredService<CursorStore>();
        foreach (var name in new[] { "rapidpro-contacts", "rapidpro-contacts-deleted", "fhir-practitioners" })
        {
            Assert.NotNull(await cursors.TryMoveAsync(await cursors.ReadAsync(name), TimeProvider.System.GetUtcNow().AddHours(2)));
        }
    }

    private async Task<(Job Job, SyncExecution Execution)> ReconcileAsync(FunctionsHost? host = null, string query = "")
    {
        host ??= _world.Host;
        using var http = new HttpClient { BaseAddress = new Uri(host.BaseUrl, "/api/"), DefaultRequestHeaders = { { "x-functions-key", SyncWorld.FunctionKey } } };
        using var response = await http.PostAsync($"sync/contacts?full=true{query}", null);
        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        var id = (await response.Content.ReadFromJsonAsync<JsonObject>())!["id"]!.GetValue<string>();
        await _world.IdleAsync(host);
        return ((await host.Services.GetRequiredService<JobOrders>().FindAsync(id, default))!, await LastAsync(host));
    }

    private async Task<SyncExecution> LastAsync(FunctionsHost? host = null) => Assert.Single(await (host ?? _world.Host).Services.GetRequiredService<SyncLogStore>().RecentAsync("reconcile", 1));

    private async Task<List<string?>> StateAsync(List<(string Worker, Guid Contact, string Number)> people)
    {
        var state = _world.RapidPro.Workspace.Contacts.Select(c => $"{c.Uuid} {c.ModifiedOn:O}").Order(StringComparer.Ordinal).ToList<string?>();
        foreach (var person in people)
        {
            state.Add((await _world.Fhir.ReadAsync<Practitioner>(person.Worker))?.Meta?.VersionId);
        }

        return state;
    }
}
