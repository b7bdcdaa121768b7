using Mhero.Core.Sync.Engine.Polling;
using Mhero.Core.Sync.Engine.Queueing;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Mhero.Core.Sync.Engine;

/// <summary>Registers a sync.</summary>
internal static class SyncServiceCollectionExtensions
{
    /// <summary>Adds a sync: its options, its queue, its handler and its first poller.</summary>
    /// <typeparam name="TItem">The item that the queue carries.</typeparam>
    /// <typeparam name="TOptions">The sync's options.</typeparam>
    /// <typeparam name="TValidator">The validator that is generated from their annotations.</typeparam>
    /// <typeparam name="TPoller">The poller that gives the sync its kind.</typeparam>
    /// <typeparam name="THandler">The handler of the batches.</typeparam>
    /// <param name="services">The services.</param>
    /// <param name="configuration">The whole configuration.</param>
    /// <param name="kind">The kind, one of <see cref="SyncKinds"/>.</param>
    /// <param name="section">The options' section.</param>
    /// <param name="queueSetting">The app setting that names the queue for the trigger too.</param>
    /// <param name="queue">The queue's name where the setting is absent.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddSync<TItem, TOptions, TValidator, TPoller, THandler>(
        this IServiceCollection services, IConfiguration configuration, string kind, string section, string queueSetting, string queue)
        where TItem : QueueItem
        where TOptions : WorkOptions, new()
        where TValidator : class, IValidateOptions<TOptions>, new()
        where TPoller : class, IPoller<TItem>
        where THandler : class, IBatchHandler<TItem>
    {
        services.TryAddSingleton<ChangePoller>();
        return services.AddWorkQueue<TItem, TOptions, TValidator>(configuration, section, queueSetting, queue)
            .AddSingleton<IPoller<TItem>, TPoller>()
            .AddSingleton<IBatchHandler<TItem>, THandler>()
            .AddSingleton<PollingSync<TItem>>()
            .AddSingleton<ISync>(provider => provider.GetRequiredService<PollingSync<TItem>>())
            .AddKeyedSingleton<ISync>(kind, (provider, _) => provider.GetRequiredService<PollingSync<TItem>>());
    }
}
