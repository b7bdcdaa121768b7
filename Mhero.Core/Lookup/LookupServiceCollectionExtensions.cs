using Mhero.Core.Configuration;
using Mhero.Core.Lookup.Facilities;
using Mhero.Core.Lookup.Questions;
using Mhero.Core.Storage;
using Mhero.Core.Storage.Quotas;
using Mhero.Core.Sync.Contacts;

namespace Mhero.Core.Lookup;

/// <summary>Registers what flows may ask the registry.</summary>
internal static class LookupServiceCollectionExtensions
{
    /// <summary>Adds <see cref="LookupService"/>; it needs FHIR, storage, the caches, the contact sync and the reports to be added too.</summary>
    /// <param name="services">The services.</param>
    /// <param name="configuration">Holds the section <c>Mhero:Lookup</c>.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddLookup(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSettings<LookupOptions, LookupOptionsValidator>(configuration, LookupOptions.SectionName);

        services.AddSingleton<FacilityFinder>();
        services.AddSingleton<IPlaceSuggestions>(p => p.GetRequiredService<FacilityFinder>());
        services.AddSingleton<NamedFacility>();
        services.AddSingleton<CallerFinder>();
        services.AddSingleton<WorkerReader>();

        services.AddSingleton<ILookup, ContactLookup>();
        services.AddSingleton<ILookup, EmployeeLookup>();
        services.AddSingleton<ILookup, FacilityLookup>();
        services.AddSingleton<ILookup, LeaderLookup>();
        services.AddSingleton<ILookup, ReportedLookup>();
        services.AddSingleton<ILookup, PatientLookup>();

        // A table of its own: a row for each contact who ever asked, while the rest of the state is read by scans.
        services.AddDocumentTable(CallQuota.Table);
        services.AddSingleton<CallQuota>();
        services.AddInternallyConstructed<LookupService>();
        return services;
    }
}
