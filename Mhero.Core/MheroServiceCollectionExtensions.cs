using Mhero.Core.Caching;
using Mhero.Core.Fhir;
using Mhero.Core.Lookup;
using Mhero.Core.Messaging;
using Mhero.Core.Messaging.OptOut;
using Mhero.Core.Messaging.Reminders;
using Mhero.Core.Monitoring;
using Mhero.Core.Operating;
using Mhero.Core.Publishing;
using Mhero.Core.RapidPro;
using Mhero.Core.Reporting;
using Mhero.Core.Storage;
using Mhero.Core.Sync.Changes;
using Mhero.Core.Sync.Contacts;
using Mhero.Core.Sync.Engine;
using Mhero.Core.Sync.Engine.Circuits;
using Mhero.Core.Sync.FlowResults;
using Mhero.Core.Sync.Flows;
using Mhero.Core.Sync.Groups;
using Mhero.Core.Sync.Messages;
using Mhero.Core.Sync.Operations;
using Mhero.Core.Sync.Reconciling;
using Mhero.Core.Sync.Reports;
using Mhero.Core.Sync.Reviews;
using Mhero.Core.Sync.Runs;
using Mhero.Core.Sync.Servers;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Mhero.Core;

/// <summary>Registers mHero.</summary>
public static class MheroServiceCollectionExtensions
{
    /// <summary>Adds all of mHero to a host, whichever it is.</summary>
    /// <param name="services">The services.</param>
    /// <param name="configuration">Holds the section <c>Mhero</c>.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddMhero(this IServiceCollection services, IConfiguration configuration)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(configuration);
        if (RenamedSettings.In(configuration) is { Count: > 0 } renamed)
        {
            configuration = RenamedSettings.Apply(configuration);
            services.AddSingleton(renamed).AddHostedService<RenamedSettingsWarning>();
        }

        return services
            .AddRapidPro(configuration)
            .AddFhir(configuration)
            .AddStorage(configuration)
            .AddCaches(configuration)
            .AddSyncEngine(configuration)
            .AddCircuits(configuration)
            .AddContactSync(configuration)
            .AddGroupSync(configuration)
            .AddReconciling()
            .AddFlowSync(configuration)
            .AddRunSync(configuration)
            .AddFlowResultsClients()
            .AddFlowResultsSync(configuration)
            .AddMessageSync(configuration)
            .AddDhis2Client()
            .AddReportDelivery(configuration)
            .AddRegistryChanges(configuration)
            .AddReviews()
            .AddReporting(configuration)
            .AddPublishing(configuration)
            .AddLookup(configuration)
            .AddMessaging(configuration)
            .AddOptOut(configuration)
            .AddReminders(configuration)
            .AddSingleton<ExtractOperation>()
            .AddSingleton<ServerProfileStore>()
            .AddSingleton<IServerProfiles>(p => p.GetRequiredService<ServerProfileStore>())
            .AddMonitoring()
            .AddOperating();
    }
}
