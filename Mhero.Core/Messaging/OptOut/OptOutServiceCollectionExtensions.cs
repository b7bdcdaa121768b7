using Mhero.Core.Configuration;
using Mhero.Core.Storage;
using Mhero.Core.Sync.Contacts;
using Mhero.Core.Sync.Engine;
using Mhero.Core.Sync.Reconciling;
using Mhero.Core.Sync.Runs;

namespace Mhero.Core.Messaging.OptOut;

/// <summary>Registers the opt-out sync.</summary>
internal static class OptOutServiceCollectionExtensions
{
    /// <summary>Adds it; it needs RapidPro, FHIR, storage, the caches, contacts and runs to be added too.</summary>
    /// <param name="services">The services.</param>
    /// <param name="configuration">Holds the section <c>Mhero:OptOut</c>.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddOptOut(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSync<OptOutItem, OptOutOptions, OptOutOptionsValidator, OptOutPoller, OptOutBatchHandler>(configuration, SyncKinds.OptOuts, OptOutOptions.SectionName, "OptOutsQueue", "optouts");
        services.AddOptions<OptOutOptions>().WithRules<OptOutOptions, OptOutOptionsRules>();
        services.AddSingleton<OptOutTable>();
        services.AddPersonalPartition("optOuts", StorageServiceCollectionExtensions.StateTable, OptOutTable.Partition);
        services.AddSingleton<OptOutLoader>();
        services.AddSingleton<OptOutReport>();
        services.AddSingleton<OptOutRegistry>();
        services.AddSingleton<OptOutGroup>();
        services.AddSingleton<OptOutObserver>();
        services.AddSingleton<IContactObserver>(p => p.GetRequiredService<OptOutObserver>());
        services.AddSingleton<IAnswerObserver>(p => p.GetRequiredService<OptOutObserver>());
        services.AddSingleton<IReconcileObserver, OptOutReconcile>();
        return services;
    }
}
