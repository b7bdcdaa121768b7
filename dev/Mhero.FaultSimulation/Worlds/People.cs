using Mhero.Core.RapidPro.Webhooks;
using Mhero.Core.Storage.DeadLetters;
using Mhero.Core.Storage.Jobs;
using Mhero.Core.Sync.Runs;
using Mhero.FaultSimulation.Worlds.Subjects;
using Mhero.Simulator;

namespace Mhero.FaultSimulation.Worlds;

/// <summary>The people of a world: they add and change contacts, workers and runs, ask for broadcasts, and operate mHero.</summary>
internal sealed class People(World world)
{
    /// <summary>The flow whose answers count as a report.</summary>
    public const string ReportFlow = "5e0a6b1c-3d52-4f7e-9b0a-1f2e3d4c5b6a";

    private readonly List<Guid> _flows = [];
    private readonly OptOutSubject _optOuts = new(world);
    private readonly ReportSubject _reports = new(world);
    private readonly LookUpSubject _lookUps = new(world);
    private IReadOnlyList<ISubject>? _subjects;
    private int _numbers;
    private int _names;

    /// <summary>The texts that were asked for, each with its recipients.</summary>
    public List<RequestedText> RequestedTexts { get; } = [];

    /// <summary>How many things they have yet to do.</summary>
    public int Pending { get; private set; }

    /// <summary>The further subjects about which they act.</summary>
    public IReadOnlyList<ISubject> Subjects => _subjects ??= [_reports, _optOuts, new ReminderSubject(world, _optOuts, _reports), new GroupSubject(world), _lookUps, new FloipSubject(world)];

    private Random Random => world.Random;

    private RapidProWorkspace Workspace => world.RapidPro.Workspace;

    private IReadOnlyList<JsonObject> Workers => world.Registry.All("Practitioner");

    /// <summary>The records that exist before mHero starts.</summary>
    public void Settle()
    {
        foreach (var (uuid, name) in new[] { (Guid.Parse(ReportFlow), "Weekly report"), (world.NextGuid(), "Stock") })
        {
            _flows.Add(Workspace.AddFlow(FlowText.Of(uuid, name, ("Cases", "number"), ("Water", "Yes No"))).Uuid);
        }

        for (var i = 0; i < world.Plan.Contacts; i++)
        {
            AddContact();
        }

        for (var i = 0; i < world.Plan.Workers; i++)
        {
            AddWorker();
        }

        foreach (var subject in Subjects)
        {
            subject.Settle();
        }
    }

    /// <summary>Puts on the calendar what people will do.</summary>
    public void Plan()
    {
        var plan = world.Plan;
        Schedule(plan.Runs, "a run begins", BeginRun);
        Schedule(plan.Edits, "an edit", Edit);
        Schedule(plan.Incoming, "a message comes in", ReceiveMessage);
        Schedule(plan.Broadcasts, "a broadcast is asked for", AskForBroadcast);
        Schedule(Random.Next(0, 4), "an operator replays", Replay);
        Schedule(Random.Next(0, 3), "a sync is ordered", OrderSync);
        foreach (var (times, name, act) in Subjects.SelectMany(s => s.Events))
        {
            Schedule(times, name, act);
        }
    }

    /// <summary>
    /// Asks for a broadcast to all workers, and who some contacts are, in a world without faults. One thing after the other: each step of all that
    /// goes on at once takes its time of the same clock, and a look-up has a time limit.
    /// </summary>
    /// <param name="links">The contacts and workers that are linked.</param>
    public void AskAll(IReadOnlyList<Link> links)
    {
        if (links.Count > 0)
        {
            var after = TimeSpan.Zero;
            foreach (var link in links.Take(3))
            {
                Later(after += TimeSpan.FromSeconds(10), "a flow asks who its contact is", () => _lookUps.Ask(link.Contact.Uuid, isKnown: true));
            }

            Later(after + TimeSpan.FromSeconds(10), "a broadcast to all is asked for", () => Ask("To all", [.. links.Select(l => l.Worker.Split('/')[1])]));
        }
    }

    /// <summary>Replays all dead letters, again and again until the job was taken.</summary>
    public void ReplayAll(Action done)
    {
        var instance = world.AnyInstance();
        if (instance is null)
        {
            world.At(TimeSpan.FromSeconds(30), "replay all", () => ReplayAll(done));
            return;
        }

        world.Invoke(instance, "replay all", () => instance.Services.GetRequiredService<JobOrders>().StartAsync(new JobOrder(JobKinds.Replay) { Filter = new DeadLetterFilter() }, CancellationToken.None), _ => done(), done);
    }

    private void Schedule(int times, string name, Action act)
    {
        for (var i = 0; i < times; i++)
        {
            Later(TimeSpan.FromSeconds(Random.Next(1, (int)world.Plan.Duration.TotalSeconds)), name, act);
        }
    }

    private void Later(TimeSpan after, string name, Action act)
    {
        Pending++;
        world.At(after, name, () =>
        {
            Pending--;
            act();
        });
    }

    private string NewNumber() => string.Create(CultureInfo.InvariantCulture, $"+25078{8100000 + ++_numbers}");

    private string NewName() => string.Create(CultureInfo.InvariantCulture, $"Given{++_names} Family{_names}");

    private static string? NumberOf(JsonObject worker) => worker["telecom"]?.AsArray().Select(t => (string?)t?["value"]).FirstOrDefault();

    private void AddContact()
    {
        // Half of them are the other side's people.
        var worker = Random.Next(2) == 0 && Workers is { Count: > 0 } workers ? workers[Random.Next(workers.Count)] : null;
        var number = worker is null ? NewNumber() : NumberOf(worker) ?? NewNumber();
        if (Workspace.FindByUrn("tel:" + number) is not null)
        {
            number = NewNumber();
        }

        var contact = Workspace.AddContact(new SimulatedContact { Uuid = world.NextGuid(), Name = NewName(), Urns = ["tel:" + number] });
        world.Note($"contact {contact.Uuid} {contact.Name} {number}");
    }

    private void AddWorker()
    {
        var contact = Random.Next(2) == 0 && Workspace.Contacts is { Count: > 0 } contacts ? contacts[Random.Next(contacts.Count)] : null;
        var number = (contact?.Urns is [var first, ..] ? first : null)?.Replace("tel:", "", StringComparison.Ordinal) ?? NewNumber();
        if (Workers.Any(w => NumberOf(w) == number))
        {
            number = NewNumber();
        }

        var name = NewName().Split(' ');
        var id = world.Registry.Add(new JsonObject
        {
            ["resourceType"] = "Practitioner",
            ["active"] = true,
            ["name"] = new JsonArray(new JsonObject { ["given"] = new JsonArray(name[0]), ["family"] = name[1] }),
            ["telecom"] = new JsonArray(new JsonObject { ["system"] = "phone", ["use"] = "mobile", ["value"] = number }),
        });
        world.Note($"worker {id} {name[0]} {name[1]} {number}");
    }

    private SimulatedContact? AnyContact() => Workspace.Contacts is { Count: > 0 } contacts ? contacts[Random.Next(contacts.Count)] : null;

    private void Edit()
    {
        switch (Random.Next(16))
        {
            case 0:
                AddContact();
                break;
            case 1:
                AddWorker();
                break;
            case 2 or 3 when AnyContact() is { } renamed:
                Workspace.Edit(renamed.Uuid, c => c with { Name = NewName() });
                world.Note($"contact {renamed.Uuid} is renamed");
                break;
            case 4 or 5 when Workers is { Count: > 0 } workers:
                Rename((string)workers[Random.Next(workers.Count)]["id"]!);
                break;
            case 6 when AnyContact() is { } moved:
                Workspace.Edit(moved.Uuid, c => c with { Urns = ["tel:" + NewNumber()] });
                world.Note($"contact {moved.Uuid} has another number");
                break;
            case 7 when Workers is { Count: > 0 } workers:
                Renumber((string)workers[Random.Next(workers.Count)]["id"]!, NewNumber());
                break;
            case 8 when Workers is { Count: > 1 } workers:
                Exchange(workers);
                break;
            case 9 or 10 when Workers is { Count: > 0 } workers:
                Activate((string)workers[Random.Next(workers.Count)]["id"]!);
                break;
            case 11 when AnyContact() is { } deleted:
                Workspace.Edit(deleted.Uuid, c => c with { Deleted = true });
                world.Note($"contact {deleted.Uuid} is deleted");
                break;
            case 12 when Workers is { Count: > 1 } workers:
                Renumber((string)workers[Random.Next(workers.Count)]["id"]!, NumberOf(workers[Random.Next(workers.Count)]) ?? NewNumber());
                break;
            case 13 when AnyContact() is { } taker && AnyContact() is { } giver:
                Take(taker, giver);
                break;
            case 14 when AnyContact() is { } second:
                Workspace.Edit(second.Uuid, c => c with { Urns = [.. c.Urns, "tel:" + NewNumber()] });
                world.Note($"contact {second.Uuid} has a second number");
                break;
            case 15 when AnyContact() is { } blocked:
                Workspace.Edit(blocked.Uuid, c => c with { Status = c.Status == "active" ? "blocked" : "active" });
                world.Note($"contact {blocked.Uuid} is blocked or not");
                break;
            default:
                world.Note("nothing to edit");
                break;
        }
    }

    private void Rename(string id)
    {
        var name = NewName().Split(' ');
        world.Registry.Edit("Practitioner", id, w => w["name"] = new JsonArray(new JsonObject { ["given"] = new JsonArray(name[0]), ["family"] = name[1] }));
        world.Note($"worker {id} is renamed");
    }

    private void Renumber(string id, string number)
    {
        world.Registry.Edit("Practitioner", id, w => w["telecom"] = new JsonArray(new JsonObject { ["system"] = "phone", ["use"] = "mobile", ["value"] = number }));
        world.Note($"worker {id} has the number {number}");
    }

    private void Exchange(IReadOnlyList<JsonObject> workers)
    {
        var ring = workers.Where(w => NumberOf(w) is not null).OrderBy(_ => Random.Next()).Take(Random.Next(2, 4)).ToList();
        var numbers = ring.ConvertAll(w => NumberOf(w)!);
        for (var i = 0; i < ring.Count; i++)
        {
            Renumber((string)ring[i]["id"]!, numbers[(i + 1) % ring.Count]);
        }
    }

    private void Activate(string id)
    {
        world.Registry.Edit("Practitioner", id, w => w["active"] = !(bool)w["active"]!);
        world.Note($"worker {id} is made active or inactive");
    }

    // RapidPro takes a number from its owner when another contact is given it.
    private void Take(SimulatedContact taker, SimulatedContact giver)
    {
        if (taker.Uuid != giver.Uuid && giver.Urns is [var number, ..])
        {
            Workspace.Edit(giver.Uuid, c => c with { Urns = [.. c.Urns.Skip(1)] });
            Workspace.Edit(taker.Uuid, c => c with { Urns = [number, .. c.Urns] });
            world.Note($"contact {taker.Uuid} takes the number {number} from {giver.Uuid}");
        }
    }

    private void ReceiveMessage()
    {
        if (AnyContact() is { } contact)
        {
            Workspace.AddMessage(new SimulatedMessage { Contact = contact.Uuid, Text = "Hello" });
            world.Note($"a message of contact {contact.Uuid}");
        }
    }

    private void BeginRun()
    {
        if (AnyContact() is not { } contact)
        {
            return;
        }

        var run = Workspace.AddRun(new SimulatedRun { Uuid = world.NextGuid(), Flow = _flows[Random.Next(_flows.Count)], Contact = contact.Uuid });
        world.Note($"run {run.Uuid} of contact {contact.Uuid}");
        foreach (var (key, i) in new[] { "cases", "water" }.Select((k, i) => (k, i)).Where(_ => Random.Next(5) > 0))
        {
            Later(TimeSpan.FromSeconds(Random.Next(1, 600 * (i + 1))), $"run {run.Uuid} goes on", () => Answer(run.Uuid, key));
        }
    }

    private void Answer(Guid run, string key)
    {
        // RapidPro's engine adds nothing to a run that has ended.
        if (Workspace.FindRun(run) is not { ExitType: null })
        {
            return;
        }

        var edited = Workspace.EditRun(run, r => r with
        {
            Responded = true,
            Values = new Dictionary<string, SimulatedRunValue>(r.Values) { [key] = ValueOf(key) },
            ExitType = r.Values.Count > 0 || key == "water" ? "completed" : null,
        });
        if (Random.Next(3) > 0 && world.AnyInstance() is { } instance)
        {
            Call(instance, edited);
        }
    }

    private SimulatedRunValue ValueOf(string key)
    {
        var text = key == "cases" ? Random.Next(100).ToString(CultureInfo.InvariantCulture) : Random.Next(2) == 0 ? "Yes" : "No";
        return new SimulatedRunValue { Value = text, Input = text, Category = key == "cases" ? "Number" : text };
    }

    // RapidPro calls once; the poller is there for what is lost.
    private void Call(Instance instance, SimulatedRun run)
    {
        var contact = Workspace.FindByUuid(run.Contact)!;
        var flow = Workspace.FindFlow(run.Flow)!;
        var body = new JsonObject
        {
            ["contact"] = new JsonObject { ["uuid"] = contact.Uuid.ToString(), ["name"] = contact.Name, ["urn"] = contact.Urns is [var first, ..] ? first : null },
            ["flow"] = new JsonObject { ["uuid"] = flow.Uuid.ToString(), ["name"] = flow.Name },
            ["run"] = new JsonObject { ["uuid"] = run.Uuid.ToString(), ["status"] = run.ExitType is null ? "active" : "completed", ["created_on"] = run.CreatedOn!.Value.ToString("O", CultureInfo.InvariantCulture) },
            ["results"] = new JsonObject([.. run.Values.Select(v => KeyValuePair.Create<string, JsonNode?>(v.Key, new JsonObject { ["value"] = v.Value.Value, ["category"] = v.Value.Category, ["input"] = v.Value.Input }))]),
        };
        var read = new WebhookReader().Read(JsonSerializer.SerializeToElement(body)) ?? throw new InvalidOperationException("The webhook's body is not valid.");
        world.Invoke(instance, "webhook", () => instance.Services.GetRequiredService<WebhookReceiver>().AcceptAsync(read, false, CancellationToken.None));
    }

    private void AskForBroadcast()
    {
        var workers = Workers.OrderBy(_ => Random.Next()).Take(Random.Next(1, 8)).Select(w => (string)w["id"]!).ToList();
        if (workers.Count > 0)
        {
            Ask(string.Create(CultureInfo.InvariantCulture, $"Broadcast {RequestedTexts.Count + 1}"), workers);
        }
    }

    private void Ask(string text, IReadOnlyList<string> workers)
    {
        var requested = new RequestedText(text, workers) { OptedOut = _optOuts.OptedOut() };
        RequestedTexts.Add(requested);
        Post(requested);
    }

    /// <summary>Contacts who had opted out when a text was asked for and got it, though they did not say that they want messages again.</summary>
    public IEnumerable<Guid> OptedOutRecipients(RequestedText requested) =>
        Workspace.CountMessages(requested.Text).Keys.Where(c => requested.OptedOut.Contains(c) && !_optOuts.WantsAgain(c));

    // The client posts with the same key until it is told that the request was taken.
    private void Post(RequestedText requested)
    {
        void Again() => Later(TimeSpan.FromSeconds(Random.Next(20, 90)), $"{requested.Text} is posted again", () => Post(requested));
        if (world.AnyInstance() is not { } instance)
        {
            Again();
            return;
        }

        world.Invoke(instance, "communication request", async () => requested.Take(await requested.PostAsync(instance)), succeeded =>
        {
            if (!succeeded || (world.IsFaulty && Random.Next(10) == 0))
            {
                Again();
            }
        }, Again);
    }

    private void Replay()
    {
        if (world.AnyInstance() is { } instance)
        {
            world.Invoke(instance, "replay", async () =>
            {
                var store = instance.Services.GetRequiredService<DeadLetterStore>();
                var letters = await store.ListAsync(null, 100);
                foreach (var letter in letters.Where(_ => Random.Next(2) == 0))
                {
                    await store.ReplayAsync(letter.Id);
                }
            });
        }
    }

    private void OrderSync()
    {
        if (world.AnyInstance() is { } instance)
        {
            var kind = Pollers.Kinds[Random.Next(Pollers.Kinds.Count)].Kind;
            world.Invoke(instance, "order " + kind, () => instance.SyncOf(kind).OrderAsync(kind, null, CancellationToken.None));
        }
    }
}
