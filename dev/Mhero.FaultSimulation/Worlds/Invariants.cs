using Mhero.Core;
using Mhero.Core.Fhir;
using Mhero.Core.Messaging.Requests;
using Mhero.Core.Storage.DeadLetters;
using Mhero.Core.Storage.Reviews;
using Mhero.Core.Sync.Contacts;
using Mhero.FaultSimulation.Worlds.Subjects;
using Mhero.Simulator;

namespace Mhero.FaultSimulation.Worlds;

/// <summary>The conditions that hold in a world at rest.</summary>
internal sealed class Invariants
{
    private const int MaxIdleRequests = 60;

    private readonly World _world;
    private readonly People _people;
    private readonly Instance _inspector;
    private readonly IReadOnlyList<DeadLetter> _deadLetters;
    private readonly IReadOnlyList<Review> _reviews;
    private readonly HashSet<string> _workersWithoutNumber;
    private readonly List<string> _faults = [];

    private Invariants(World world, People people)
    {
        (_world, _people, _inspector) = (world, people, world.Inspector);
        _deadLetters = _inspector.Services.GetRequiredService<DeadLetterStore>().ListAsync(null, 10_000).Result;
        _reviews = _inspector.Services.GetRequiredService<ReviewStore>().ListAsync(10_000).Result;
        _workersWithoutNumber = [.. _inspector.Services.GetRequiredService<WorkerIssues>().ListAsync(10_000, CancellationToken.None).Result.Where(i => i.Code == SyncCodes.NoNumber).Select(i => i.Worker)];
    }

    public static IReadOnlyList<string> Check(World world, People people, bool mayHaveDeadLetters)
    {
        var check = new Invariants(world, people);
        check.DeadLettersHaveCauses(mayHaveDeadLetters);
        check.ContactsAndWorkersAreLinkedOneToOne();
        check.RunsHaveOneResponseEach();
        check.MessagesHaveOneCommunicationEach();
        check.TextsArriveOnce();
        if (check._deadLetters.Count == 0)
        {
            // A dead letter of a worker, a session or a group explains what others lack; after the replay there is none.
            var links = Link.Of(world, check.IsExplained);
            check._faults.AddRange(people.Subjects.SelectMany(s => s.Faults(links)));
        }

        if (check._faults.Count > 0)
        {
            check._faults.AddRange(check._reviews.Select(r => $"review {r.Subject} {r.Code} of {r.UpdatedAt:HH:mm:ss}: {string.Join(", ", r.Candidates)}"));
            check._faults.AddRange(check._deadLetters.Select(d => $"dead letter {d.Queue} {d.Subject} {d.Code}"));
        }

        return check._faults;
    }

    /// <summary>Two rounds of all pollers with nothing to do write nothing, and read a bounded number of pages.</summary>
    public static IReadOnlyList<string> CheckIdle(int requests, int writes)
    {
        var faults = new List<string>();
        if (writes > 0)
        {
            faults.Add($"{writes} writes although nothing changed");
        }

        if (requests > MaxIdleRequests)
        {
            faults.Add($"{requests} requests although nothing changed");
        }

        return faults;
    }

    private static string? Text(JsonNode? node) => (string?)node;

    private void Fault(string what) => _faults.Add(what);

    private bool IsExplained(string subject) =>
        _deadLetters.Any(d => d.Subject == subject) || _reviews.Any(r => r.Subject.Contains(subject, StringComparison.Ordinal) || r.Candidates.Any(c => c.ToString().Contains(subject, StringComparison.Ordinal)));

    private void DeadLettersHaveCauses(bool mayHave)
    {
        foreach (var letter in _deadLetters)
        {
            if (string.IsNullOrWhiteSpace(letter.Code) || string.IsNullOrWhiteSpace(letter.Cause) || letter.Payload.Length == 0)
            {
                Fault($"The dead letter {letter.Subject} of {letter.Queue} has no cause or payload.");
            }

            if (!mayHave)
            {
                Fault($"The dead letter {letter.Subject} of {letter.Queue} remains after a replay without faults: {letter.Code} {letter.Cause}");
            }
        }
    }

    private void ContactsAndWorkersAreLinkedOneToOne()
    {
        var workers = _world.Registry.All("Practitioner");
        var owners = workers.Where(w => Link.ContactOf(w) is not null).GroupBy(w => Link.ContactOf(w)!).ToDictionary(g => g.Key, g => g.Select(w => Text(w["id"])!).ToList());
        foreach (var (contact, ids) in owners.Where(o => o.Value.Count > 1))
        {
            Fault($"The contact {contact} is linked to the workers {string.Join(", ", ids)}.");
        }

        foreach (var contact in _world.RapidPro.Workspace.Contacts.Where(c => c.Status == "active"))
        {
            var uuid = contact.Uuid.ToString();
            var worker = owners.GetValueOrDefault(uuid)?.FirstOrDefault();
            var named = contact.Fields.GetValueOrDefault("globalid");
            if (worker is null)
            {
                if (!IsExplained(uuid))
                {
                    Fault($"The contact {uuid} has no worker, no review and no dead letter.");
                }
            }
            else if (named != worker && !IsExplained(uuid) && !IsExplained($"Practitioner/{worker}"))
            {
                Fault($"The contact {uuid} names the worker '{named}', and the worker {worker} names the contact.");
            }
        }

        foreach (var worker in workers)
        {
            var id = Text(worker["id"])!;
            var isActive = (bool?)worker["active"] != false;
            if (!isActive || IsExplained($"Practitioner/{id}"))
            {
                continue;
            }

            if (Link.ContactOf(worker) is not { } uuid)
            {
                // A contact needs an address; the worker is listed for the operator instead.
                if (_workersWithoutNumber.Contains($"Practitioner/{id}") && worker["telecom"] is null)
                {
                    continue;
                }

                Fault($"The worker {id} has no contact, no review and no dead letter: {worker.ToJsonString()}");
            }
            else if (_world.RapidPro.Workspace.FindByUuid(Guid.Parse(uuid)) is not { Deleted: false } contact)
            {
                Fault($"The worker {id} is linked to the contact {uuid}, which is deleted: {worker.ToJsonString()}");
            }
            else if (!IsExplained(uuid))
            {
                Agree(worker, contact);
            }
        }
    }

    private void Agree(JsonObject worker, SimulatedContact contact)
    {
        var id = Text(worker["id"]);
        var name = $"{Text(worker["name"]?[0]?["given"]?[0])} {Text(worker["name"]?[0]?["family"])}";
        if (name != contact.Name)
        {
            Fault($"The worker {id} is called '{name}', and the contact {contact.Uuid} '{contact.Name}'.");
        }

        var numbers = (worker["telecom"] as JsonArray ?? []).Select(t => "tel:" + Text(t?["value"])).Order().ToList();
        if (!numbers.SequenceEqual(contact.Urns.Order()))
        {
            Fault($"The worker {id} has the numbers {string.Join(", ", numbers)}, and the contact {contact.Uuid} {string.Join(", ", contact.Urns)}.");
        }
    }

    private void RunsHaveOneResponseEach()
    {
        var responses = _world.Registry.All("QuestionnaireResponse").ToLookup(r => Text(r["identifier"]?["value"]) ?? "");
        foreach (var run in _world.RapidPro.Workspace.Runs)
        {
            var uuid = run.Uuid.ToString();
            var found = responses[uuid].ToList();
            if (found.Count == 0 && !IsExplained(uuid))
            {
                Fault($"The run {uuid} has no response and no dead letter.");
            }
            else if (found.Count > 1)
            {
                Fault($"The run {uuid} has {found.Count} responses.");
            }
            else if (found is [var response] && !IsExplained(uuid))
            {
                IsLastState(run, response);
            }
        }

        if (responses.Select(r => r.Key).Where(k => !k.StartsWith("sim/", StringComparison.Ordinal)).Except(_world.RapidPro.Workspace.Runs.Select(r => r.Uuid.ToString())).ToList() is { Count: > 0 } foreign)
        {
            Fault($"There are responses of no run: {string.Join(", ", foreign)}.");
        }
    }

    private void IsLastState(SimulatedRun run, JsonObject response)
    {
        var answers = (response["item"] as JsonArray ?? []).Where(i => i?["answer"] is not null).ToDictionary(i => Text(i!["linkId"])!, i => AnswerOf(i!["answer"]![0]!));
        var wanted = run.Values.ToDictionary(v => v.Key, v => v.Value.Value);
        if (!answers.OrderBy(a => a.Key).SequenceEqual(wanted.OrderBy(w => w.Key)))
        {
            Fault($"The run {run.Uuid} has the answers {Written(wanted)}, and its response {Written(answers)}.");
        }

        var status = run.ExitType is null ? "in-progress" : "completed";
        if (Text(response["status"]) != status)
        {
            Fault($"The response of the run {run.Uuid} is '{Text(response["status"])}' and not '{status}'.");
        }
    }

    private static string Written(Dictionary<string, string> answers) => string.Join(", ", answers.OrderBy(a => a.Key).Select(a => $"{a.Key}={a.Value}"));

    public static string AnswerOf(JsonNode answer) => answer switch
    {
        _ when answer["valueInteger"] is { } number => number.ToJsonString(),
        _ when answer["valueDecimal"] is { } number => ((decimal)number).ToString("0.#", CultureInfo.InvariantCulture),
        _ when answer["valueString"] is { } text => (string)text!,
        _ when answer["valueCoding"] is { } coding => Text(coding["display"]) ?? Text(coding["code"])!,
        _ => answer.ToJsonString(),
    };

    private void MessagesHaveOneCommunicationEach()
    {
        var communications = _world.Registry.All("Communication")
            .SelectMany(c => (c["identifier"] as JsonArray ?? []).Where(i => Text(i?["system"]) == MheroSystems.MessageId).Select(i => Text(i!["value"]))).ToList();
        foreach (var message in _world.RapidPro.Workspace.Messages.Where(m => m.Direction == "in"))
        {
            var id = message.Id.ToString(CultureInfo.InvariantCulture);
            if (communications.Count(c => c == id) is not 1 and var count && !IsExplained(id))
            {
                Fault($"The message {id} has {count} Communications.");
            }
        }
    }

    private void TextsArriveOnce()
    {
        foreach (var requested in _people.RequestedTexts)
        {
            var counts = _world.RapidPro.Workspace.CountMessages(requested.Text);
            foreach (var (contact, count) in counts.Where(c => c.Value > 1))
            {
                Fault($"'{requested.Text}' was sent {count} times to the contact {contact}.");
            }

            foreach (var contact in _people.OptedOutRecipients(requested))
            {
                Fault($"'{requested.Text}' was sent to the contact {contact}, who had opted out.");
            }

            var fromRequest = requested.Id is { } id ? _inspector.Services.GetRequiredService<MessageRequests>().FindAsync(id).Result : null;
            if (fromRequest is null)
            {
                if (requested.Refusal is null)
                {
                    Fault($"'{requested.Text}' was neither taken nor refused.");
                }

                continue;
            }

            if (fromRequest.State is not (RequestState.Completed or RequestState.Revoked) && !_deadLetters.Any(d => d.Subject.StartsWith(fromRequest.Id.ToString(), StringComparison.Ordinal)))
            {
                Fault($"'{requested.Text}' is {fromRequest.State} at the end: {string.Join(", ", fromRequest.Recipients)}.");
            }

            var sent = fromRequest.Recipients.Where(r => r.Key is not ("leftOut" or "planned")).Sum(r => r.Value);
            if (sent != counts.Count && !_deadLetters.Any(d => d.Subject.StartsWith(fromRequest.Id.ToString(), StringComparison.Ordinal)))
            {
                Fault($"'{requested.Text}' reached {counts.Count} contacts, and mHero says {string.Join(", ", fromRequest.Recipients)}.");
            }
        }
    }
}
