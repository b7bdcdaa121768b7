using Mhero.Bench.Load.Fhir;
using Mhero.Core.Fhir;
using Mhero.Core.Mapping.Profiles;
using Mhero.Core.Messaging.Outbox;
using Mhero.Core.Messaging.Requests;
using Mhero.Core.RapidPro.Model;
using Mhero.Core.Storage.Audit;
using Mhero.Core.Storage.DeadLetters;
using Mhero.Core.Storage.Jobs;
using Mhero.Core.Storage.Reviews;
using Mhero.Core.Storage.SyncLog;
using Mhero.Core.Storage.Tables;
using Mhero.Core.Sync.Contacts;
using Mhero.Core.Sync.Contacts.Ledger;
using Mhero.Core.Sync.Engine;
using Mhero.Core.Sync.Engine.Queueing;
using Mhero.Simulator;

namespace Mhero.Bench.Load.World;

/// <summary>Fills storage through mHero's own stores, and both sides.</summary>
internal sealed class OperatorSeed(OperatorWorld world)
{
    public const int WorkerNumber = 7;

    private const int Reviews = 2_000;
    private const int Conflicts = 2_000;
    private const int Issues = 1_000;
    private const int Executions = 5_000;
    private const int Entries = 5_000;
    private const int Requests = 200;
    private const int Orders = 200;

    /// <summary>Locations are made for so many workers: a thousand facilities.</summary>
    private const int Places = GeneratedResponses.Facilities * 50;

    private static readonly string[] Queues = ["runs", "contacts", "communications", "messages", "flows"];
    private static readonly string[] Codes = ["MH3001", "MH3002", "MH3010", "MH4010"];

    private int _letters;

    public static string Worker { get; } = $"Practitioner/{Workforce.PractitionerId(WorkerNumber)}";

    public string DeadLetter { get; } = DeadLetterStore.IdFor(Queues[0], Survey.Run(0).ToString());

    public string Review { get; } = ReviewStore.IdFor(Survey.Contact(0).ToString());

    public Guid Message { get; } = Survey.Run(1);

    public string Job { get; private set; } = "";

    /// <summary>Adds dead letters until there are so many: runs of 20 flows, 5,000 contacts and 1,000 facilities, with 20 causes.</summary>
    public Task PutDeadLettersAsync(int count)
    {
        var store = world.Services.GetRequiredService<DeadLetterStore>();
        var from = _letters;
        _letters = Math.Max(count, from);
        return Parallel.ForEachAsync(Enumerable.Range(from, _letters - from), async (n, token) =>
        {
            var run = Survey.Run(n);
            var payload = JsonSerializer.Serialize(new
            {
                items = new[]
                {
                    new
                    {
                        run = new
                        {
                            uuid = run,
                            flow = new { uuid = Survey.Flow(n % GeneratedResponses.Forms), name = $"Weekly report {n % GeneratedResponses.Forms}" },
                            contact = new { uuid = Survey.Contact(n % GeneratedResponses.Workers), name = Workforce.Name(n % GeneratedResponses.Workers) },
                            values = new { facility = new { value = Workforce.FacilityName(n % GeneratedResponses.Facilities), category = Workforce.FacilityName(n % GeneratedResponses.Facilities) }, doses = new { value = "17" } },
                        },
                    },
                },
            });
            await store.RecordAsync(
                Queues[n % Queues.Length], run.ToString(), payload, Codes[n / Queues.Length % Codes.Length], string.Create(CultureInfo.InvariantCulture, $"The registry refused the resource: timeout {n % 1_000}."), 5, token);
        });
    }

    /// <summary>Puts what does not depend on the number of dead letters and responses.</summary>
    public async Task PutRestAsync()
    {
        PutRegistry();
        PutWorkspace();
        await PutLedgerAsync();
        await PutOpenQuestionsAsync();
        await PutLogsAsync();
        await PutRequestsAsync();
        await PutJobsAsync();
    }

    private void PutRegistry()
    {
        var registry = world.Registry;
        foreach (var location in Workforce.Locations(Places))
        {
            registry.Put(location);
        }

        for (var worker = 0; worker < GeneratedResponses.Workers; worker++)
        {
            registry.Put(Workforce.Practitioner(worker, Survey.Contact(worker)));
            registry.Put(Workforce.Role(worker, Places));
        }

        for (var form = 0; form < GeneratedResponses.Forms; form++)
        {
            registry.Put(JsonSerializer.SerializeToElement(new
            {
                resourceType = "Questionnaire",
                id = $"form-{form}",
                url = GeneratedResponses.FormUrl(form),
                version = "1",
                status = "active",
                title = $"Weekly report {form}",
                identifier = new[] { new { system = MheroSystems.FlowUuid, value = Survey.Flow(form).ToString() } },
                item = Enumerable.Range(0, 5).Select(item => new { linkId = $"q{item}", text = $"Question {item}", type = "integer" }),
            }));
        }
    }

    private void PutWorkspace()
    {
        var began = TimeProvider.System.GetUtcNow().AddDays(-1);
        for (var flow = 0; flow < GeneratedResponses.Forms; flow++)
        {
            world.Workspace.AddFlow(Survey.Definition(flow), began);
        }

        for (var worker = 0; worker < 100; worker++)
        {
            world.Workspace.AddContact(new SimulatedContact
            {
                Uuid = Survey.Contact(worker),
                Name = Workforce.Name(worker),
                Urns = ["tel:" + Workforce.Phone(worker)],
                CreatedOn = began.AddMilliseconds(worker),
            });
        }
    }

    private async Task PutLedgerAsync()
    {
        var rows = Enumerable.Range(0, GeneratedResponses.Workers).SelectMany(worker =>
        {
            var (reference, contact) = ($"Practitioner/{Workforce.PractitionerId(worker)}", Survey.Contact(worker));
            return new[]
            {
                new Document(ContactLedger.WorkerKey(reference), SyncJson.Write(new WorkerRow { Contact = contact })),
                new Document(ContactLedger.ContactKey(contact), SyncJson.Write(new ContactRow { Worker = reference, Contact = new Contact { Uuid = contact, Name = Workforce.Name(worker) } })),
                new Document(ContactLedger.NumberKey(Workforce.Phone(worker)), SyncJson.Write(new NumberRow { Workers = [reference] })),
            };
        });
        await world.Services.GetRequiredService<ContactLedger>().WriteAsync([.. rows], CancellationToken.None);
    }

    private async Task PutOpenQuestionsAsync()
    {
        var reviews = world.Services.GetRequiredService<ReviewStore>();
        for (var n = 0; n < Reviews; n++)
        {
            await reviews.OpenAsync(Survey.Contact(n).ToString(), "MH4001", "Several workers have the contact's number.", [new ReviewCandidate($"Practitioner/{Workforce.PractitionerId(n)}", "the same number")], null);
        }

        var conflicts = world.Services.GetRequiredService<Conflicts>();
        for (var n = 0; n < Conflicts; n++)
        {
            await conflicts.RecordAsync($"Practitioner/{Workforce.PractitionerId(n)}", [new MergeConflict("name", "Alice", "Bosco", MergeSide.Registry)], CancellationToken.None);
        }

        var issues = world.Services.GetRequiredService<WorkerIssues>();
        await issues.ReplaceAsync(
            Enumerable.Range(0, Issues).Select(n => $"Practitioner/{Workforce.PractitionerId(n)}")
                .ToDictionary(worker => worker, worker => (IReadOnlyList<WorkerIssue>)[new WorkerIssue(worker, "MH2001", "telecom[0].value", "12", "The number is not one.")]),
            CancellationToken.None);
    }

    /// <summary>Executions of all directions but two: an installation seldom uses all.</summary>
    private async Task PutLogsAsync()
    {
        var log = world.Services.GetRequiredService<SyncLogStore>();
        string[] kinds = [SyncKinds.Registry, SyncKinds.Contacts, SyncKinds.Flows, SyncKinds.Runs, SyncKinds.Messages, SyncKinds.OptOuts];
        for (var n = 0; n < Executions; n++)
        {
            var run = await log.StartAsync(kinds[n % kinds.Length]);
            await log.FinishReadingAsync(run, 0, SyncCounts.Empty, null);
            await log.FindAsync(run);
        }

        var audit = world.Services.GetRequiredService<IAuditLog>();
        for (var n = 0; n < Entries; n++)
        {
            await audit.WriteAsync(new AuditEntry(new Operator("amina", "Operator"), n % 2 == 0 ? "review.decide" : "deadLetter.replay", $"item {n}"));
        }
    }

    private async Task PutRequestsAsync()
    {
        var outbox = world.Services.GetRequiredService<OutboxTable>();
        var index = world.Services.GetRequiredService<RequestIndex>();
        var now = TimeProvider.System.GetUtcNow();
        for (var n = 1; n <= Requests; n++)
        {
            var row = new RequestRow { Id = Survey.Run(n), Hash = "bench", State = RequestState.Active, Content = new MessageContent { Texts = new Dictionary<string, string> { ["eng"] = "Hello" } }, CreatedAt = now.AddMinutes(-n) };
            await outbox.TryWriteRequestAsync(row, null, CancellationToken.None);
            await index.AddAsync(row, CancellationToken.None);
        }
    }

    private async Task PutJobsAsync()
    {
        var jobs = world.Services.GetRequiredService<JobStore>();
        for (var n = 0; n < Orders; n++)
        {
            var row = await jobs.AddAsync(new JobOrder(JobKinds.Replay) { Filter = new DeadLetterFilter { Text = $"job {n}" }, By = "amina" }, CancellationToken.None);
            await jobs.ChangeAsync(row.Id, before => before with { State = JobStates.Done }, CancellationToken.None);
            Job = row.Id;
        }
    }
}
