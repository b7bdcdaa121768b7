using Hl7.Fhir.Model;
using Mhero.Core.Caching;
using Mhero.Core.Caching.InMemory;
using Mhero.Core.Fhir;
using Mhero.Core.RapidPro;
using Mhero.Core.Sync.FlowResults.Packages;

namespace Mhero.Core.Sync.Runs;

/// <summary>The Questionnaires by which jobs extract again: each job reads them from the registry, since they were just corrected, and again after a while.</summary>
internal sealed class FormsOfJobs(FhirGateway fhir, QuestionnaireCache questionnaires, PackageStore packages, PackageQuestionnaires packageQuestionnaires, TimeProvider time)
{
    private readonly BoundedCache<(string Job, Guid Flow), Questionnaire?> _forms = new(time, 200, _ => TimeSpan.FromMinutes(5));

    /// <summary>The Questionnaire that an order names.</summary>
    /// <param name="job">The job.</param>
    /// <param name="id">Id of the Questionnaire.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <exception cref="FhirException">The registry cannot be read.</exception>
    public Task<Questionnaire?> FindAsync(string job, string id, CancellationToken cancellationToken) =>
        _forms.GetAsync((job, Guid.Empty), () => fhir.ReadAsync<Questionnaire>(id, CancellationToken.None), cancellationToken);

    /// <summary>The Questionnaire that is in use for the flow of a response.</summary>
    /// <param name="job">The job.</param>
    /// <param name="key">The response's key in the ledger.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>The Questionnaire; null when the registry has none.</returns>
    /// <exception cref="FhirException">The registry cannot be read.</exception>
    /// <exception cref="RapidProException">A Questionnaire names its flow by name, and RapidPro cannot be read.</exception>
    public Task<Questionnaire?> FindForAsync(string job, string key, CancellationToken cancellationToken) =>
        _forms.GetAsync((job, RunKeys.FlowOf(key)), () => ReadAsync(RunKeys.FlowOf(key), RunKeys.IsSession(key)), cancellationToken);

    private async Task<Questionnaire?> ReadAsync(Guid flow, bool isPackage)
    {
        questionnaires.Forget(flow);
        return !isPackage ? await questionnaires.FindAsync(flow, null, () => System.Threading.Tasks.Task.FromResult<Questionnaire?>(null))
            : await packages.FindAsync(flow, CancellationToken.None) is { } package ? await packageQuestionnaires.FindAsync(package)
            : null;
    }
}
