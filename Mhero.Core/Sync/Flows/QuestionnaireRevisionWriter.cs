using Hl7.Fhir.Model;
using Mhero.Core.Fhir;
using Mhero.Core.Sync.Engine.Queueing;
using Mhero.Core.Sync.Engine.Writing;
using Task = System.Threading.Tasks.Task;

namespace Mhero.Core.Sync.Flows;

/// <summary>Writes the Questionnaires of revisions, and retires those of earlier revisions, so that one that mHero made is active.</summary>
internal sealed class QuestionnaireRevisionWriter(FhirGateway fhir, RegistryWrites writes)
{
    /// <summary>Writes them in one batch, and concludes the work of each. One that an implementer took over is left as it is.</summary>
    /// <param name="revisions">The revisions.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task WriteAsync(IReadOnlyList<QuestionnaireRevision> revisions, CancellationToken cancellationToken)
    {
        var written = new List<QuestionnaireRevision>();
        foreach (var revision in revisions)
        {
            if (!FlowRevisions.IsOwn((Questionnaire)revision.Write.Resource, revision.Known))
            {
                written.Add(revision);
                continue;
            }

            await RetireOthersAsync(revision, cancellationToken);
            if (revision.Work.IsOpen)
            {
                revision.Work.Counts = revision.Work.Counts.Add(OutcomeCounts.Questionnaires.Unchanged);
                revision.Work.Finish(ItemState.Done);
            }
        }

        await writes.WriteAsync(QuestionnaireMaker.Partition, written.ConvertAll(r => r.Write), cancellationToken);
        foreach (var revision in written)
        {
            if (revision.Write is { Outcome: not null, Error: null })
            {
                await RetireOthersAsync(revision, cancellationToken);
            }

            if (revision.Work.IsOpen)
            {
                revision.Work.Conclude(revision.Write, OutcomeCounts.Questionnaires);
            }
        }
    }

    /// <summary>A failure is the work's: it comes again.</summary>
    private async Task RetireOthersAsync(QuestionnaireRevision revision, CancellationToken cancellationToken)
    {
        foreach (var other in FlowRevisions.OthersOf((Questionnaire)revision.Write.Resource, revision.Known))
        {
            try
            {
                await fhir.UpdateAsync<Questionnaire>(other.Id!, FlowRevisions.Retired, cancellationToken);
            }
            catch (FhirException e) when (e.Kind == FhirErrorKind.NotFound)
            {
                // It has been deleted, which does as well.
            }
            catch (FhirException e)
            {
                revision.Work.Fail(e);
                return;
            }
        }
    }
}
