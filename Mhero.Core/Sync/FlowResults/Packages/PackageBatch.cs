using Mhero.Core.Fhir;
using Mhero.Core.Sync.Engine.Queueing;
using Mhero.Core.Sync.Flows;

namespace Mhero.Core.Sync.FlowResults.Packages;

/// <summary>Makes and writes the Questionnaires of the packages in a batch of the flows queue.</summary>
internal sealed class PackageBatch(PackageStore packages, PackageQuestionnaires questionnaires, QuestionnaireRevisionWriter revisions)
{
    /// <summary>Handles the packages, and concludes the work of each.</summary>
    /// <param name="works">Works whose items name packages.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="FhirException">The registry cannot be read.</exception>
    public async Task HandleAsync(IReadOnlyList<Work<FlowItem>> works, CancellationToken cancellationToken)
    {
        var rows = new List<PackageRow>();
        var made = new List<QuestionnaireRevision>();
        foreach (var work in works)
        {
            if (rows.Exists(r => r.Uuid == work.Item.Package))
            {
                work.Finish(ItemState.Done);
            }
            else if (await packages.FindAsync(work.Item.Package!.Value, cancellationToken) is { } row)
            {
                rows.Add(row);
                var known = await questionnaires.ListAsync(row, cancellationToken);
                work.Take(() => made.Add(new(work, PackageQuestionnaires.WriteOf(row, questionnaires.Map(row)), known)));
            }
            else
            {
                work.Finish(ItemState.Skipped, SyncCodes.RecordMissing, "The package is not stored.");
            }
        }

        await revisions.WriteAsync(made, cancellationToken);
        rows.ForEach(questionnaires.Forget);
    }
}
