using Mhero.Core.Configuration;
using Mhero.Core.Reporting.Stored;
using Mhero.Core.Storage.Jobs;
using Mhero.Core.Storage.Retention;

namespace Mhero.Core.Reporting;

/// <summary>Registers the question which facilities have reported.</summary>
internal static class ReportingServiceCollectionExtensions
{
    /// <summary>Adds <see cref="FacilityReports"/> and <see cref="ReportMatrices"/>; it needs FHIR, the caches and the storage to be added too.</summary>
    /// <param name="services">The services.</param>
    /// <param name="configuration">Holds the section <c>Mhero:Reporting</c>.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddReporting(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSettings<ReportingOptions, ReportingOptionsValidator>(configuration, ReportingOptions.SectionName);
        services.AddInternallyConstructed<FacilityReports>();
        services.AddSingleton<ReportStore>().AddSingleton<ReportRefresh>().AddSingleton<IJobWork, ReadReportsWork>();
        services.AddSingleton<IRetention>(provider => provider.GetRequiredService<ReportStore>());
        services.AddInternallyConstructed<ReportMatrices>();
        return services;
    }
}
