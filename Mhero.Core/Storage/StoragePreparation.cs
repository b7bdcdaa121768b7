using Azure;
using Azure.Identity;
using Mhero.Core.Storage.Queues;
using Mhero.Core.Storage.Tables;
using Microsoft.Extensions.Hosting;

namespace Mhero.Core.Storage;

/// <summary>
/// Creates the tables, the queues and the poison queues when the app starts on a fresh storage account. The Functions host polls
/// the queues of all triggers and logs a warning for each poll of a queue that does not exist; poison queues would otherwise
/// not exist until the first message fails.
/// </summary>
/// <remarks>
/// Runs beside the start, so that the first request does not wait for it. Everything that uses a table or a queue also creates
/// it when it is missing, so nothing depends on this having finished.
/// </remarks>
internal sealed partial class StoragePreparation(
    IStorageClients clients, MessageQueues queues, IEnumerable<TableName> tables, IEnumerable<QueueName> names, TimeProvider time, ILogger<StoragePreparation> logger) : BackgroundService
{
    private static readonly TimeSpan FirstDelay = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan MaxDelay = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        for (var delay = FirstDelay; !await TryPrepareAsync(stoppingToken); delay = delay * 2 < MaxDelay ? delay * 2 : MaxDelay)
        {
            await Task.Delay(delay, time, stoppingToken);
        }
    }

    private async Task<bool> TryPrepareAsync(CancellationToken cancellationToken)
    {
        try
        {
            await Task.WhenAll(
                Task.WhenAll(tables.Select(table => clients.Table(table.Name).CreateIfNotExistsAsync(cancellationToken))),
                queues.EnsureAsync(names.SelectMany(queue => new[] { queue.Name, queue.Name + QueueName.PoisonSuffix }), cancellationToken));
            return true;
        }
        catch (Exception e) when (e is RequestFailedException or AuthenticationFailedException or AggregateException)
        {
            LogFailed(e);
            return false;
        }
    }

    [LoggerMessage(2010, LogLevel.Warning, "The storage account could not be prepared; it is tried again. mHero Doctor, or GET status, names the setting to change if this persists")]
    private partial void LogFailed(Exception exception);
}
