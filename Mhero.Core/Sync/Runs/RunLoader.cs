using Hl7.Fhir.Model;
using Mhero.Core.Caching;
using Mhero.Core.Fhir;
using Mhero.Core.Mapping.Questionnaires;
using Mhero.Core.Mapping.Responses;
using Mhero.Core.RapidPro;
using Mhero.Core.Storage.Personal;
using Mhero.Core.Sync.Engine.Queueing;
using Mhero.Core.Sync.Engine.Writing;
using Mhero.Core.Sync.FlowResults.Packages;
using Mhero.Core.Sync.FlowResults.Sessions;
using Mhero.Core.Sync.Flows;
using Task = System.Threading.Tasks.Task;

namespace Mhero.Core.Sync.Runs;

/// <summary>Reads the runs or sessions of a batch that its items only name, and the Questionnaire of each.</summary>
internal sealed class RunLoader(
    RapidProClient rapidPro,
    SessionLoader sessions,
    UnnamedRuns unnamed,
    QuestionnaireCache questionnaires,
    PackageQuestionnaires packages,
    QuestionnaireMaker maker,
    ForgottenPeople forgotten)
{
    /// <summary>Gives each open run its content and its Questionnaire; a run that needs nothing more is finished.</summary>
    /// <param name="works">The runs, all named or all unnamed.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="FhirException">The registry cannot be read.</exception>
    /// <exception cref="RapidProException">RapidPro cannot be read.</exception>
    public async Task LoadAsync(List<RunWork> works, CancellationToken cancellationToken)
    {
        await sessions.LoadAsync(works.FindAll(w => w.Item.Session is not null), cancellationToken);
        foreach (var work in works.Where(w => w.Item.Session is null))
        {
            await LoadAsync(work, cancellationToken);
        }

        var left = await forgotten.ReadAsync(cancellationToken);
        foreach (var work in works.Where(w => w is { IsOpen: true, Run.Contact.Uuid: var contact } && left.Contains(contact.ToString())))
        {
            work.Finish(ItemState.Skipped, SyncCodes.Forgotten, "mHero was told to forget the person.");
        }

        Deduplicate(works);
        foreach (var flow in works.Where(w => w.IsOpen).GroupBy(w => w.Run!.Flow!.Uuid))
        {
            await LoadQuestionnaireAsync(flow.Key, [.. flow], cancellationToken);
        }
    }

    private async Task LoadAsync(RunWork work, CancellationToken cancellationToken)
    {
        work.Run ??= await rapidPro.FindRunAsync(work.Item.RunUuid!.Value, cancellationToken);
        if (work.Run is null)
        {
            work.Finish(ItemState.Skipped, SyncCodes.RecordMissing, "The run no longer exists.");
        }
        else if (work.Run.Contact is null || work.Run.Flow is null)
        {
            work.Finish(ItemState.Dead, SyncCodes.NotARun, "The run has no contact or no flow: RapidPro has deleted one of them.");
        }
        else if (work.IsUnnamed && !await unnamed.ResolveAsync(work, cancellationToken))
        {
            work.Counts = work.Counts.Add(OutcomeCounts.QuestionnaireResponses.Unchanged);
            work.Finish(ItemState.Done);
        }
    }

    /// <summary>Two states of one run would write the same resource in one batch: the newer one does for both.</summary>
    private static void Deduplicate(List<RunWork> works)
    {
        foreach (var duplicates in works.Where(w => w.IsOpen).GroupBy(w => w.Key).Where(g => g.Count() > 1))
        {
            var newest = duplicates.Aggregate((a, b) => b.Source.IsOlderThan(a.Source) ? a : b);
            foreach (var duplicate in duplicates.Where(t => t != newest))
            {
                duplicate.Finish(ItemState.Done);
            }
        }
    }

    private async Task LoadQuestionnaireAsync(Guid flow, List<RunWork> works, CancellationToken cancellationToken)
    {
        try
        {
            var questionnaire = works[0].Package is { } package
                ? await packages.FindAsync(package)
                : await FindAsync(flow, works);
            works.ForEach(w => w.Questionnaire = questionnaire);
        }
        catch (Exception e) when (e is FhirException or RapidProException)
        {
            // One flow that cannot be read does not hold up the runs of others.
            works.ForEach(w => w.Fail(e));
        }

        cancellationToken.ThrowIfCancellationRequested();
    }

    /// <summary>A run of an authored flow names its Questionnaire: one that is not the remembered one may have been saved since.</summary>
    private async Task<Questionnaire?> FindAsync(Guid flow, List<RunWork> works)
    {
        Task<Questionnaire?> LookAsync() => questionnaires.FindAsync(flow, works[0].Run!.Flow!.Name, () => maker.MakeAsync(works[0].Run!, CancellationToken.None));
        var found = await LookAsync();
        var known = found is null ? null : QuestionnaireIndex.Of(found).Canonical;
        var others = works.Select(w => w.Run!.Values.GetValueOrDefault(ResultKeys.Questionnaire)?.Value).Where(authored => !string.IsNullOrEmpty(authored) && authored != known).Distinct();
        var isForgotten = false;
        foreach (var other in others)
        {
            isForgotten |= await questionnaires.ForgetForAsync(flow, other!);
        }

        return isForgotten ? await LookAsync() : found;
    }
}
