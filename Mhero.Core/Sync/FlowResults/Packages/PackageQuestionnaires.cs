using Hl7.Fhir.Model;
using Mhero.Core.Caching;
using Mhero.Core.Fhir;
using Mhero.Core.Mapping.Floip;
using Mhero.Core.Sync.Engine.Writing;
using Mhero.Core.Sync.Flows;

namespace Mhero.Core.Sync.FlowResults.Packages;

/// <summary>Makes Questionnaires of packages.</summary>
internal sealed partial class PackageQuestionnaires(
    QuestionnaireCache questionnaires, PackageToQuestionnaire toQuestionnaire, RegistryWrites writes, ILogger<PackageQuestionnaires> logger)
{
    /// <summary>The Questionnaire by which the answers of a package are typed: an implementer's own, else that of the stored descriptor.</summary>
    /// <param name="row">The package.</param>
    /// <exception cref="FhirException">The registry cannot be read or written.</exception>
    public async Task<Questionnaire?> FindAsync(PackageRow row)
    {
        var found = await questionnaires.FindPackageAsync(row.Uuid, FloipIds.PackageKey(row.Source, row.Id), () => MakeAsync(row));
        if (found is null || !QuestionnaireCache.IsGenerated(found) || found.Version == Map(row).Version)
        {
            return found;
        }

        questionnaires.Forget(row.Uuid);
        return await MakeAsync(row);
    }

    /// <summary>All Questionnaires of a package that the registry has.</summary>
    /// <exception cref="FhirException">The registry cannot be read.</exception>
    public Task<List<Questionnaire>> ListAsync(PackageRow row, CancellationToken cancellationToken) =>
        questionnaires.ListPackageAsync(FloipIds.PackageKey(row.Source, row.Id), cancellationToken);

    /// <summary>Has a package's Questionnaire looked up again.</summary>
    public void Forget(PackageRow row) => questionnaires.Forget(row.Uuid);

    /// <summary>Makes the Questionnaire of a package, without writing it.</summary>
    public Questionnaire Map(PackageRow row)
    {
        var result = toQuestionnaire.Map(new PackageSource(row.Source, row.Package));
        foreach (var issue in result.Issues)
        {
            LogIssue(row.Uuid, issue.Code, issue.Path);
        }

        return result.Value;
    }

    /// <summary>The write of a Questionnaire: one for each version of a package.</summary>
    public static RegistryWrite WriteOf(PackageRow row, Questionnaire questionnaire) => new(
        $"{row.Uuid}|{questionnaire.Version}",
        questionnaire,
        new FhirSearch("Questionnaire").Where("url", questionnaire.Url!).Where("version", questionnaire.Version!),
        new SourceState(FlowRevisions.DateOf(questionnaire)))
    {
        // A person's edits of the Questionnaire that mHero made are kept.
        IsExternallyModified = static _ => true,
    };

    private async Task<Questionnaire?> MakeAsync(PackageRow row)
    {
        var questionnaire = Map(row);
        var write = WriteOf(row, questionnaire);
        await writes.WriteAsync(QuestionnaireMaker.Partition, [write], CancellationToken.None);
        return write.Error is { } error ? throw error : questionnaire;
    }

    [LoggerMessage(4103, LogLevel.Information, "Package {Package}: {Code} at {Path}")]
    private partial void LogIssue(Guid package, string code, string path);
}
