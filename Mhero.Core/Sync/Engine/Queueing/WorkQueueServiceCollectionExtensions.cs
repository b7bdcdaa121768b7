using Mhero.Core.Configuration;
using Mhero.Core.Storage.DeadLetters;
using Mhero.Core.Storage.Queues;
using Mhero.Core.Storage.SyncLog;
using Mhero.Core.Sync.Engine.Circuits;

namespace Mhero.Core.Sync.Engine.Queueing;

/// <summary>Registers the queue of a sync.</summary>
internal static class WorkQueueServiceCollectionExtensions
{
    /// <summary>Adds options, checked at start, and their queue.</summary>
    /// <typeparam name="TItem">The item that the queue carries.</typeparam>
    /// <typeparam name="TOptions">The sync's options.</typeparam>
    /// <typeparam name="TValidator">The validator that is generated from their annotations.</typeparam>
    /// <param name="services">The services.</param>
    /// <param name="configuration">The whole configuration.</param>
    /// <param name="section">The options' section.</param>
    /// <param name="queueSetting">The app setting that names the queue for the trigger too.</param>
    /// <param name="queue">The queue's name where the setting is absent.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddWorkQueue<TItem, TOptions, TValidator>(
        this IServiceCollection services, IConfiguration configuration, string section, string queueSetting, string queue)
        where TItem : QueueItem
        where TOptions : WorkOptions, new()
        where TValidator : class, IValidateOptions<TOptions>, new()
    {
        // The defaults of all syncs first: a setting of the sync's own section overrides them.
        services.AddSingleton<IConfigureOptions<TOptions>, SyncDefaults<TOptions>>();
        services.AddSettings<TOptions, TValidator>(configuration, section)
            .PostConfigure(options => options.Queue = configuration[queueSetting] is { Length: > 0 } name ? name : queue);
        services.AddSingleton(p => new WorkQueue<TItem>(
            p.GetRequiredService<MessageQueues>(),
            p.GetRequiredService<DeadLetterStore>(),
            p.GetRequiredService<SyncLogStore>(),
            p.GetRequiredService<SyncMetrics>(),
            p.GetRequiredService<IOptions<TOptions>>().Value,
            p.GetRequiredService<CircuitBreaker>(),
            p.GetRequiredService<ILogger<WorkQueue<TItem>>>()));
        services.AddSingleton<IMessageCheck>(p => p.GetRequiredService<WorkQueue<TItem>>());
        services.AddSingleton(p => new QueueName(p.GetRequiredService<IOptions<TOptions>>().Value.Queue));
        return services;
    }
}
