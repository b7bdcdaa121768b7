using Hl7.Fhir.Model;
using Mhero.Core.Storage.Queues;
using Mhero.Core.Storage.SyncLog;
using Mhero.Core.Sync.Contacts;
using Mhero.DevHost.Host;
using Mhero.EndToEnd.Tests.Fixtures;
using Mhero.Functions.Timers;
using Mhero.Simulator;
using Task = System.Threading.Tasks.Task;

namespace Mhero.EndToEnd.Tests.Contacts;

/// <summary>
/// Both sides are read for the first time, and a worker and a contact have in common what does not keep RapidPro from making
/// the contact twice: the employee number, or a number that is a telephone's here and WhatsApp's there.
/// </summary>
public sealed class FirstReadingTests : IAsyncLifetime
{
    private const string EmployeeNumber = "RW-77001";

    private readonly World _world = new();
    private readonly string _number = SyncWorld.NewNumber();
    private readonly TaskCompletionSource _places = new();
    private readonly TaskCompletionSource _search = new();

    public async Task InitializeAsync()
    {
        await _world.InitializeAsync();
        var facility = await _world.AddAsync(new Location { Name = "A facility" });
        var worker = await _world.AddAsync(new Practitioner
        {
            Active = true,
            Identifier = [new Identifier("http://example.org/employee", EmployeeNumber) { Type = new CodeableConcept("http://terminology.hl7.org/CodeSystem/v2-0203", "EN") }],
            Name = [new HumanName { Family = "Mugisha", Given = ["Patrick"] }],
            Telecom = [new ContactPoint(ContactPoint.ContactPointSystem.Phone, null, _number)],
        });
        await _world.AddAsync(new PractitionerRole { Active = true, Practitioner = new($"Practitioner/{worker.Id}"), Location = [new($"Location/{facility.Id}")] });
        _world.RapidPro.Workspace.AddField("employee_number");
        _world.Proxy.Before = call =>
            IsPlace(call) ? _places.Task
            : Is(call, EmployeeNumber) ? _search.Task
            : Task.CompletedTask;
    }

    public Task DisposeAsync() => _world.DisposeAsync();

    /// <summary>The worker finds no contact, since RapidPro's are not read; then they are, before it is decided what to make.</summary>
    [Fact]
    public async Task Timers_ContactsAreReadWhileAWorkerIsMatched_NobodyIsMadeTwice()
    {
        AddContact("tel:" + SyncWorld.NewNumber());
        await _world.Host.InvokeTimerAsync(nameof(SyncRegistry));
        await Eventually.HoldsAsync(() => _world.Proxy.Calls.Any(IsPlace));
        await _world.Host.InvokeTimerAsync(nameof(SyncContacts));
        await Eventually.HoldsAsync(() => _world.Proxy.Calls.Any(c => Is(c, EmployeeNumber)));
        _places.SetResult();
        await AssertOneContactAsync();
    }

    /// <summary>The contacts are known when the worker comes, whose numbers nobody has; its employee number somebody has.</summary>
    [Fact]
    public async Task Timers_WorkerIsReadWhileItsContactIsMatched_NobodyIsMadeTwice()
    {
        AddContact("tel:" + SyncWorld.NewNumber());
        _places.SetResult();
        await _world.Host.InvokeTimerAsync(nameof(SyncContacts));
        await Eventually.HoldsAsync(() => _world.Proxy.Calls.Any(c => Is(c, EmployeeNumber)));
        await _world.Host.InvokeTimerAsync(nameof(SyncRegistry));
        await AssertOneContactAsync();
    }

    /// <summary>The worker's numbers were nobody's when the registry was read; when the worker is dealt with they are a contact's.</summary>
    [Fact]
    public async Task Timers_ContactsAreReadBeforeTheWorkersAreDealtWith_NobodyIsMadeTwice()
    {
        AddContact("whatsapp:" + _number.TrimStart('+'), employeeNumber: null);
        _places.SetResult();
        await using (var reader = await _world.StartHostAsync(new(_world.Settings) { ["AzureWebJobs.HandleContacts.Disabled"] = "true", ["ContactsQueue"] = "later-" + _number[1..] }))
        {
            await reader.InvokeTimerAsync(nameof(SyncRegistry));
            await reader.InvokeTimerAsync(nameof(SyncContacts));
        }

        await using var worker = await _world.StartHostAsync(new(_world.Settings)
        {
            ["ContactsQueue"] = "later-" + _number[1..],
            ["AzureFunctionsJobHost:extensions:queues:batchSize"] = "1",
            ["AzureFunctionsJobHost:extensions:queues:newBatchThreshold"] = "0",
        });
        await AssertOneContactAsync(worker);
    }

    /// <summary>The contact's batch has read the worker, and the worker's batch links both before the first one reads the ledger.</summary>
    [Fact]
    public async Task Timers_WorkerIsLinkedAfterItsContactFoundIt_NoNumberIsLost()
    {
        var second = SyncWorld.NewNumber();
        AddContact("tel:" + second);
        _places.SetResult();
        _search.SetResult();
        using var found = new ManualResetEventSlim();
        using var linked = new ManualResetEventSlim();
        _world.Proxy.Rewrite = (call, answer) =>
        {
            if (Is(call, EmployeeNumber) && !found.IsSet)
            {
                found.Set();
                linked.Wait(TimeSpan.FromSeconds(60));
            }

            return answer;
        };
        var contact = Assert.Single(_world.RapidPro.Workspace.Contacts);

        await _world.Host.InvokeTimerAsync(nameof(SyncContacts));
        await Eventually.HoldsAsync(() => found.IsSet);
        await _world.Host.InvokeTimerAsync(nameof(SyncRegistry));
        var executions = _world.Host.Services.GetRequiredService<SyncLogStore>();
        await Eventually.HoldsAsync(async () => (await executions.RecentAsync("registry", 1)) is [{ IsComplete: true }], () => Task.FromResult(_world.Log.Last(40)));
        linked.Set();
        await _world.IdleAsync();

        var after = Assert.Single(_world.RapidPro.Workspace.Contacts);
        Assert.Equal(new[] { "tel:" + _number, "tel:" + second }.Order(), after.Urns.Order());
    }

    private void AddContact(string urn, string? employeeNumber = EmployeeNumber) => _world.RapidPro.Workspace.AddContact(new SimulatedContact
    {
        Name = "Patrick Mugisha",
        Urns = [urn],
        Fields = new Dictionary<string, string?> { ["employee_number"] = employeeNumber },
    });

    private async Task AssertOneContactAsync(FunctionsHost? host = null)
    {
        // The worker is handled while the contact waits for the search: what is on the queue is taken, and either done or put back for later.
        host ??= _world.Host;
        var queues = host.Services.GetRequiredService<MessageQueues>();
        var queue = host.Services.GetRequiredService<IOptions<ContactSyncOptions>>().Value.Queue;
        await Eventually.HoldsAsync(async () => await queues.OldestAsync(queue) is null);

        _search.SetResult();
        await host.WaitUntilIdleAsync();
        await _world.SettleAsync(host);

        var contact = Assert.Single(_world.RapidPro.Workspace.Contacts);
        var worker = (Practitioner)Assert.Single((await _world.Fhir.SearchAsync(new Core.Fhir.FhirSearch("Practitioner").Where("active", "true"))).Matches);
        Assert.Equal(worker.Id, contact.Fields["globalid"]);
        Assert.Equal(contact.Uuid.ToString(), SyncWorld.ContactUuidOf(worker));
        Assert.Contains("tel:" + _number, contact.Urns);
    }

    /// <summary>A place that a role names, and not the poller of places.</summary>
    private static bool IsPlace(FhirCall call) => Is(call, "Location") && !Is(call, "_lastUpdated");

    private static bool Is(FhirCall call, string text) =>
        call.Path.Contains(text, StringComparison.Ordinal) || (call.Body.Contains(text, StringComparison.Ordinal) && !call.Writes.Any());

    public sealed class World : SyncWorld
    {
        public FhirProxy Proxy { get; private set; } = null!;

        public override async Task DisposeAsync()
        {
            await base.DisposeAsync();
            await Proxy.DisposeAsync();
        }

        protected override async Task<Uri> OpenFhirAsync(Uri server)
        {
            Proxy = await FhirProxy.StartAsync(server);
            return Proxy.BaseUrl;
        }
    }
}
