using Mhero.Core.Configuration;
using Mhero.Core.Storage.Audit;
using Mhero.Core.Storage.Backup;
using Mhero.Core.Storage.Cursors;
using Mhero.Core.Storage.DeadLetters;
using Mhero.Core.Storage.Jobs;
using Mhero.Core.Storage.Pauses;
using Mhero.Core.Storage.Personal;
using Mhero.Core.Storage.Queues;
using Mhero.Core.Storage.Retention;
using Mhero.Core.Storage.Reviews;
using Mhero.Core.Storage.SyncLog;
using Mhero.Core.Storage.Tables;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Mhero.Core.Storage;

/// <summary>Registers mHero's state.</summary>
public static class StorageServiceCollectionExtensions
{
    // All state is in one table: each kind has partitions of its own, and one table is made once.
    internal const string StateTable = "state";

    // The queue trigger reads the same app setting.
    private const string JobsQueueSetting = "JobsQueue";

    /// <summary>Adds <see cref="DocumentTable"/> and the stores over it, the queues, and <see cref="StorageHealth"/>, each once.</summary>
    /// <param name="services">The services.</param>
    /// <param name="configuration">The whole configuration, for <c>Mhero:Storage</c> and <c>AzureWebJobsStorage</c>.</param>
    /// <returns>The services.</returns>
    /// <exception cref="OptionsValidationException">At start: a setting is missing or wrong.</exception>
    public static IServiceCollection AddStorage(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSettings<StorageOptions>(configuration, StorageOptions.SectionName).WithRules<StorageOptions, StorageOptionsRules>();
        services.AddSingleton<IPostConfigureOptions<StorageOptions>>(new StorageOptionsSetup(configuration));

        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<StorageAccount>();
        services.TryAddSingleton<IStorageClients>(provider => provider.GetRequiredService<StorageAccount>());
        services.AddDocumentTable(StateTable);
        services.TryAddSingleton(provider => provider.GetRequiredKeyedService<DocumentTable>(StateTable));
        services.TryAddSingleton<MessageQueues>();
        services.TryAddSingleton<CursorStore>();
        services.TryAddSingleton<ICursorStore, CursorStore>();
        services.TryAddSingleton<SeenVersionStore>();
        services.TryAddSingleton<ISeenVersionStore, SeenVersionStore>();
        services.TryAddSingleton<DeadLetterTable>();
        services.TryAddSingleton<DeadLetterReplays>();
        services.TryAddSingleton<DeadLetterRecount>();
        services.AddInternallyConstructed<DeadLetterIndex>();
        services.AddInternallyConstructed<DeadLetterStore>();
        services.TryAddSingleton<IAuditLog, AuditLog>();
        services.TryAddSingleton<PauseSwitch>();
        services.TryAddSingleton<ReviewStore>();
        services.TryAddSingleton<SyncLogStore>();
        services.TryAddSingleton<StorageHealth>();
        services.TryAddSingleton<TableBackup>();
        services.AddSettings<RetentionOptions, RetentionOptionsValidator>(configuration, RetentionOptions.SectionName);
        services.AddSingleton<IRetention, DeadLetterRetention>();
        services.AddSingleton<IRetention>(provider => provider.GetRequiredService<SyncLogStore>());
        services.AddSingleton<IRetention>(provider => (IRetention)provider.GetRequiredService<IAuditLog>());
        services.AddSingleton<IRetention>(provider => provider.GetRequiredService<JobStore>());
        services.AddSingleton<ForgottenPeople>();
        services.AddSingleton<IRetention>(provider => provider.GetRequiredService<ForgottenPeople>());
        services.AddSingleton<IPersonalRows, DeadLetterPersonalRows>();
        services.AddSingleton<IPersonalRows, AuditPersonalRows>();
        services.AddPersonalPartition("reviews", StateTable, ReviewStore.Partition);
        services.AddInternallyConstructed<Purge>();
        services.AddHostedService<StoragePreparation>();
        var jobsQueue = configuration[JobsQueueSetting] is { Length: > 0 } name ? name : "jobs";
        services.AddSingleton(new QueueName(jobsQueue) { IsInStatus = false });
        services.TryAddSingleton<JobStore>();
        services.TryAddSingleton(new JobsQueue(jobsQueue));
        services.AddSingleton<IJobWork, ReplayWork>().AddSingleton<IJobWork, DiscardWork>().AddSingleton<IJobWork, RecountWork>();
        services.AddSingleton<IMessageCheck, JobMessageCheck>();
        services.AddInternallyConstructed<JobOrders>();
        services.AddInternallyConstructed<JobRunner>();
        return services;
    }

    /// <summary>Adds a partition with rows about people.</summary>
    /// <param name="services">The services.</param>
    /// <param name="name">The name in exports and counts.</param>
    /// <param name="table">The table's name after the prefix.</param>
    /// <param name="partition">The partition.</param>
    /// <param name="prefixOf">The prefix of the keys of a person's rows, empty for none; null to look at all rows.</param>
    internal static void AddPersonalPartition(this IServiceCollection services, string name, string table, string partition, Func<PersonKeys, string>? prefixOf = null) =>
        services.AddSingleton<IPersonalRows>(provider => new PersonalPartition(name, provider.GetRequiredKeyedService<DocumentTable>(table), partition, prefixOf));

    /// <summary>Adds a <see cref="DocumentTable"/> of its own, as a keyed service with the table's name, created when the app starts.</summary>
    /// <param name="services">The services.</param>
    /// <param name="name">The table's name after the prefix; letters and digits.</param>
    internal static void AddDocumentTable(this IServiceCollection services, string name)
    {
        services.AddSingleton(new TableName(name));
        services.AddKeyedSingleton(name, (provider, _) => new DocumentTable(provider.GetRequiredService<IStorageClients>(), name));
    }
}
