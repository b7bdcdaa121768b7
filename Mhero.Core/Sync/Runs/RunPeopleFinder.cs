using Hl7.Fhir.Model;
using Mhero.Core.Caching;
using Mhero.Core.Fhir;
using Mhero.Core.Mapping.Profiles;
using Mhero.Core.Mapping.Responses;
using Mhero.Core.Sync.Contacts;
using Mhero.Core.Sync.Contacts.Ledger;
using Mhero.Core.Sync.Contacts.Messages;
using Mhero.Core.Sync.Engine.Queueing;
using Mhero.Core.Sync.Engine.Writing;
using Mhero.Core.Sync.FlowResults.People;
using Task = System.Threading.Tasks.Task;

namespace Mhero.Core.Sync.Runs;

/// <summary>Finds the author and the subject of each run, for all runs of a batch together. No answer is dropped.</summary>
internal sealed class RunPeopleFinder(
    PractitionerCache linkedPractitioners,
    ContactLedger ledger,
    WorkQueue<ContactItem> contacts,
    UnlinkedAnswers unlinked,
    SessionWorkers sessionWorkers,
    IOptions<ContactSyncOptions> contactOptions,
    IOptions<RunSyncOptions> options)
{
    /// <summary>Gives each run its people; a run whose contact is unknown waits for the contact's sync first, where that is allowed.</summary>
    /// <param name="works">The runs, each with its Questionnaire.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="FhirException">The registry cannot be read.</exception>
    public async Task FindAsync(IReadOnlyList<RunWork> works, CancellationToken cancellationToken)
    {
        var runs = works.Where(w => w.Session is null).ToList();
        var workers = await linkedPractitioners.FindWorkersAsync(runs.Select(w => w.Run!.Contact!.Uuid), cancellationToken);
        var strangers = runs.Where(w => !workers.ContainsKey(w.Run!.Contact!.Uuid)).GroupBy(w => w.Run!.Contact!.Uuid).ToList();
        var rows = await ledger.FindContactsAsync(strangers.Select(s => s.Key), cancellationToken);
        foreach (var stranger in strangers.Where(s => MayBecomeKnown(rows.GetValueOrDefault(s.Key))))
        {
            var waiting = stranger.Where(w => w.Item.Waits < options.Value.ContactWaits).ToList();
            if (waiting.Exists(w => w.Item.Waits == 0))
            {
                await contacts.TrySendAsync(new ContactItem { ContactUuid = stranger.Key }, cancellationToken);
            }

            waiting.ForEach(w => w.Finish(ItemState.Postponed, SyncCodes.ContactUnknown, "The run's contact is synced first."));
        }

        var unnamed = strangers.SelectMany(s => s).Where(w => w is { IsOpen: true, Item.IsSimulation: false }).Select(NoteOf).ToList();
        foreach (var (contact, worker) in await unlinked.NoteAsync(unnamed, cancellationToken))
        {
            workers[contact] = worker;
        }

        var people = await FindSessionWorkersAsync([.. works.Where(w => w is { IsOpen: true, Session: not null })], cancellationToken);
        foreach (var run in runs.Where(r => workers.ContainsKey(r.Run!.Contact!.Uuid)))
        {
            people[run] = workers[run.Run!.Contact!.Uuid];
        }

        var open = works.Where(w => w.IsOpen).ToList();
        foreach (var work in open)
        {
            var worker = people.GetValueOrDefault(work);
            work.Language = worker?.Language;
            work.People = new RunPeople(worker is null ? work.UnknownWorker() : SourceOf(worker.Reference, work));
        }

        await FindSubjectsAsync(open, people, cancellationToken);
    }

    /// <summary>FLOIP sources have no contacts that could be synced first: a session whose health worker is unknown is noted and written.</summary>
    private async Task<Dictionary<RunWork, LinkedPractitioner>> FindSessionWorkersAsync(IReadOnlyList<RunWork> sessions, CancellationToken cancellationToken)
    {
        var workers = await sessionWorkers.FindAsync(sessions, cancellationToken);
        var strangers = sessions.Where(s => !workers.ContainsKey(s) && s.Session!.Contact is not null).ToList();
        await unlinked.NoteAsync([.. strangers.Select(NoteOf)], cancellationToken);
        foreach (var (work, worker) in await sessionWorkers.RememberedAsync([.. strangers.Where(s => s.Claim is null)], cancellationToken))
        {
            // Another session of the contact was linked between the look-up and the note.
            workers[work] = worker;
        }

        return workers;
    }

    /// <summary>Each run gets the first of its subjects that the registry has. A worker whom the registry does not have yet is named by the contact.</summary>
    private async Task FindSubjectsAsync(List<RunWork> works, Dictionary<RunWork, LinkedPractitioner> workers, CancellationToken cancellationToken)
    {
        var kinds = works.ToDictionary(w => w, w => SubjectsOf(w.Questionnaire!));
        for (var rank = 0; kinds.Values.Any(k => k.Count > rank); rank++)
        {
            var missing = works.Where(w => w.People!.Subject is null && kinds[w].Count > rank);
            foreach (var kind in missing.GroupBy(w => kinds[w][rank]).ToList())
            {
                var known = kind.Select(w => workers.GetValueOrDefault(w)?.Reference).OfType<string>().ToList();
                var subjects = known.Count == 0 ? [] : await linkedPractitioners.FindSubjectsAsync(known, kind.Key, cancellationToken);
                foreach (var work in kind)
                {
                    var worker = workers.GetValueOrDefault(work);
                    var subject = worker is null
                        ? kind.Key == ResponseSubject.Worker ? work.UnknownWorker() : null
                        : subjects.TryGetValue(worker.Reference, out var found) ? new ResourceReference(found) : null;
                    work.People = work.People! with { Subject = subject };
                }
            }
        }
    }

    /// <summary>A run that has a name is read again, as it then is; one that has none is kept as the webhook showed it.</summary>
    private UnlinkedAnswer NoteOf(RunWork work)
    {
        var item = work.IsUnnamed ? work.Item with { Run = work.Run }
            : work.Item.Session is { } session ? new RunItem { Session = session }
            : new RunItem { RunUuid = work.Run!.Uuid };
        var kind = work.Session is null ? "run-" : SessionRelinker.NotePrefix;
        return new(work.Run!.Contact!.Uuid, $"{kind}{work.Run.Uuid:N}", options.Value.Queue, SyncJson.Write(new BatchMessage<RunItem> { Items = [(RunItem)item.ResetAttempts()] }));
    }

    /// <summary>Whether the contact's sync may still make it a health worker; not for a contact that it has already seen and skipped.</summary>
    private bool MayBecomeKnown(LedgerEntry<ContactRow> seen) =>
        seen.Row is null ? contactOptions.Value.Direction == SyncDirection.TwoWay : contactOptions.Value.MayImport(seen.Row.Contact);

    /// <summary>A Person cannot be a source in R4: then the identifier alone names the person.</summary>
    private static ResourceReference SourceOf(string worker, RunWork work) =>
        worker.StartsWith("Person/", StringComparison.Ordinal)
            ? new ResourceReference { Identifier = work.UnknownWorker().Identifier }
            : new ResourceReference(worker);

    /// <summary>The Questionnaire's subject types that a run can have, in their order, or what the setting says.</summary>
    private List<ResponseSubject> SubjectsOf(Questionnaire questionnaire)
    {
        var kinds = questionnaire.SubjectTypeElement.Select(t => (t.JsonValue as string) switch
        {
            "Practitioner" => ResponseSubject.Worker,
            "Person" => ResponseSubject.Person,
            "Patient" => ResponseSubject.Patient,
            "Location" => ResponseSubject.Facility,
            _ => ResponseSubject.None,
        }).Where(kind => kind != ResponseSubject.None).Distinct().ToList();
        return kinds.Count > 0 ? kinds
            : options.Value.Subject == ResponseSubject.None ? []
            : [options.Value.Subject];
    }
}
