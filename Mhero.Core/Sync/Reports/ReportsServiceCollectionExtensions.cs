using Mhero.Core.Configuration;
using Mhero.Core.Dhis2;
using Mhero.Core.Mapping.Reports;
using Mhero.Core.Storage;
using Mhero.Core.Storage.Retention;
using Mhero.Core.Sync.Engine;
using Mhero.Core.Sync.Runs;

namespace Mhero.Core.Sync.Reports;

/// <summary>Registers the delivery of reports.</summary>
internal static class ReportsServiceCollectionExtensions
{
    /// <summary>Adds it; it needs FHIR, storage, the sync of runs and the client of DHIS2 to be added too.</summary>
    /// <param name="services">The services.</param>
    /// <param name="configuration">Holds the sections <c>Mhero:Dhis2</c> and <c>Mhero:ReportDelivery</c>.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddReportDelivery(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSync<ReportItem, ReportDeliveryOptions, ReportDeliveryOptionsValidator, ReportPoller, ReportBatchHandler>(
            configuration, SyncKinds.Reports, ReportDeliveryOptions.SectionName, "ReportsQueue", "reports");
        services.AddSettings<Dhis2Options, Dhis2OptionsValidator>(configuration, Dhis2Options.SectionName);
        services.AddSettings<ReportMappingOptions>(configuration, ReportMappingOptions.SectionName).WithRules<ReportMappingOptions, ReportMappingOptionsRules>();
        services.AddDocumentTable(ReportLedger.Table);
        services.AddSingleton<ReportLedger>();
        services.AddSingleton<IRetention>(provider => provider.GetRequiredService<ReportLedger>());
        services.AddSingleton<ReportMappings>();
        services.AddSingleton<ReportSources>();
        services.AddSingleton<MeasureReportToDataValueSet>();
        services.AddSingleton<Dhis2Connection>();
        services.AddSingleton<Dhis2Delivery>();
        services.AddSingleton<IReportDestination, Dhis2Destination>();
        services.AddSingleton<MeasureReportToMadx>();
        services.AddSingleton<IReportDestination, MadxDestination>();
        services.AddSingleton<IExtractionObserver, ExtractedReports>();
        services.AddInternallyConstructed<Dhis2Check>();
        services.AddInternallyConstructed<AdxReports>();
        return services;
    }
}
