using Hl7.Fhir.Model;
using Mhero.Core.Caching;
using Mhero.Core.Fhir;
using Mhero.Core.Lookup.Facilities;
using Mhero.Core.Mapping.Places;
using Mhero.Core.Mapping.Profiles;
using Mhero.Core.Mapping.Profiles.Elements;
using Mhero.Core.Reporting;
using Task = System.Threading.Tasks.Task;

namespace Mhero.Core.Lookup.Questions;

/// <summary>Reads one health worker, with role and facility, from the registry.</summary>
internal sealed class WorkerReader(
    FhirGateway fhir,
    PlaceCache places,
    FacilityFinder facilities,
    WorkerToProfile workerToProfile,
    TimeProvider time,
    IOptions<LookupOptions> options,
    IOptions<ReportingOptions> reporting)
{
    /// <summary>The present day in the ministry's time zone.</summary>
    public DateOnly Today => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(time.GetUtcNow(), reporting.Value.Zone()).DateTime);

    /// <summary>The worker; null when the registry does not have it any more.</summary>
    /// <param name="reference">Reference of a Practitioner, Person or Patient.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="FhirException">The registry cannot be read.</exception>
    public async Task<KnownWorker?> ReadAsync(string reference, CancellationToken cancellationToken)
    {
        if (WorkerTypes.Split(reference) is not { } worker)
        {
            return null;
        }

        var roles = worker.Type == WorkerTypes.Practitioner
            ? fhir.SearchAsync(new FhirSearch("PractitionerRole").Where("practitioner", reference), cancellationToken)
            : Task.FromResult<SearchPage>(new() { Matches = [] });
        var read = ReadAsync(worker.Type, worker.Id, cancellationToken);
        await Task.WhenAll(roles, read);
        if (await read is not { } person)
        {
            return null;
        }

        var held = (await roles).Matches.OfType<PractitionerRole>().ToList();
        var around = await places.LoadAsync(held.SelectMany(PlaceIndex.ReferencesOf), [], cancellationToken);
        var source = new WorkerSource(new HealthWorker(person, held), around, Today);
        var view = new WorkerView(source.Worker, around, Today);
        var location = view.PrimaryRole is { } role ? around.FacilityOf(role, out _)?.Location : null;
        return new KnownWorker(
            workerToProfile.Map(source).Value,
            NameElement.Choose(PersonElements.Names(person), Today),
            view.PrimaryRole,
            location is null ? null : FacilityReader.Read(location, around, options.Value, facilities.DistrictLevel));
    }

    private async Task<DomainResource?> ReadAsync(string type, string id, CancellationToken cancellationToken) => type switch
    {
        WorkerTypes.Person => await fhir.ReadAsync<Person>(id, cancellationToken),
        WorkerTypes.Patient => await fhir.ReadAsync<Patient>(id, cancellationToken),
        _ => await fhir.ReadAsync<Practitioner>(id, cancellationToken),
    };
}
