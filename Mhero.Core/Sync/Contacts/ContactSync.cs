using System.Collections.Concurrent;
using System.Text.Json;
using Mhero.Core.Fhir;
using Mhero.Core.RapidPro;
using Mhero.Core.Storage;
using Mhero.Core.Sync.Contacts.Feeds;
using Mhero.Core.Sync.Contacts.Messages;
using Mhero.Core.Sync.Contacts.Slices;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Mhero.Core.Sync.Contacts;

/// <summary>
/// Keeps RapidPro's contacts and the registry's health workers in step. The feeds of both sides are read into slices on
/// a queue; a slice is matched, merged and written; what cannot be done goes back on the queue, to a person, or to the
/// dead letters.
/// </summary>
public sealed partial class ContactSync
{
    private readonly RapidProFeed _rapidProFeed;
    private readonly RegistryFeed _registryFeed;
    private readonly ContactSlice _slice;
    private readonly RapidProSetup _setup;
    private readonly SyncRuns _runs;
    private readonly MessageQueues _queues;
    private readonly DeadLetters _deadLetters;
    private readonly ContactSyncOptions _options;
    private readonly ILogger<ContactSync> _logger;
    private readonly TimeProvider _time;
    private readonly ConcurrentDictionary<ContactFeed, DateTimeOffset> _orderedFor = new();

    internal ContactSync(
        RapidProFeed rapidProFeed,
        RegistryFeed registryFeed,
        ContactSlice slice,
        RapidProSetup setup,
        SyncRuns runs,
        MessageQueues queues,
        DeadLetters deadLetters,
        IOptions<ContactSyncOptions> options,
        TimeProvider time,
        ILogger<ContactSync> logger)
    {
        (_rapidProFeed, _registryFeed, _slice, _setup) = (rapidProFeed, registryFeed, slice, setup);
        (_runs, _queues, _deadLetters, _options, _time, _logger) = (runs, queues, deadLetters, options.Value, time, logger);
    }

    /// <summary>Reads what changed on one side and puts it on the queue.</summary>
    /// <param name="feed">The side.</param>
    /// <param name="cancellationToken">Stops between two pages.</param>
    /// <returns>The run that the slices are counted under.</returns>
    /// <remarks>
    /// When the side cannot be read the run says why and the cursor stands where the reading came to. A throttled
    /// reading is ordered again for when the wait is over; anything else is left to the next timer.
    /// </remarks>
    public async Task<string> ReadAsync(ContactFeed feed, CancellationToken cancellationToken)
    {
        var run = await _runs.StartAsync(KindOf(feed), cancellationToken);
        var slices = new SliceWriter(_queues, _options, run, n => $"{(int)feed}-{n}");
        try
        {
            await _setup.EnsureAsync(cancellationToken);
            await (feed == ContactFeed.Contacts
                ? _rapidProFeed.ReadAsync(slices, cancellationToken)
                : _registryFeed.ReadAsync(slices, cancellationToken));
            await _runs.FinishReadingAsync(run, slices.Sent, SyncCounts.Empty, null, cancellationToken);
            LogRead(feed, slices.Sent);
        }
        catch (Exception e) when (e is RapidProException or FhirException)
        {
            var (code, wait) = e switch
            {
                RapidProException r => (r.Code, r.Kind == RapidProErrorKind.Throttled ? r.RetryAfter : null),
                FhirException f => (f.Code, f.Kind == FhirErrorKind.Throttled ? f.RetryAfter : null),
                _ => (SyncCodes.Unforeseen, null),
            };
            await _runs.FinishReadingAsync(run, slices.Sent, SyncCounts.Empty, $"{code}: {e.Message}", CancellationToken.None);
            LogReadFailed(feed, code);
            if (wait is not null)
            {
                await OrderAgainAsync(feed, wait.Value, cancellationToken);
            }
        }
        catch (Exception e)
        {
            // Not ours to handle, but the run must not look as if it were still being read.
            await _runs.FinishReadingAsync(run, slices.Sent, SyncCounts.Empty, $"{SyncCodes.Unforeseen}: {e.GetType().Name}", CancellationToken.None);
            throw;
        }

        return run;
    }

    /// <summary>Orders a reading through the queue, so that the caller need not wait for it.</summary>
    /// <param name="feed">The side to read.</param>
    /// <param name="delay">When to begin; at once if null.</param>
    /// <param name="cancellationToken">Cancels the order.</param>
    public Task OrderAsync(ContactFeed feed, TimeSpan? delay, CancellationToken cancellationToken) =>
        _queues.SendAsync(_options.Queue, ContactJson.Write(new ContactMessage { Read = feed }), delay, cancellationToken);

    /// <summary>Handles a message of the contacts queue. Handling it twice changes nothing the second time.</summary>
    /// <param name="content">The message as JSON.</param>
    /// <param name="cancellationToken">Cancels; the message is then to be delivered again.</param>
    public async Task HandleAsync(string content, CancellationToken cancellationToken)
    {
        if (await ReadMessageAsync(content, cancellationToken) is not { } message)
        {
            return;
        }

        if (message.Read is { } feed)
        {
            await ReadAsync(feed, cancellationToken);
        }
        else
        {
            await _slice.HandleAsync(message, cancellationToken);
        }
    }

    /// <summary>Files a message that was delivered too often without being handled: each of its items by itself.</summary>
    /// <param name="content">The message as JSON.</param>
    /// <param name="cancellationToken">Cancels; the message is then to be delivered again.</param>
    public async Task HandlePoisonAsync(string content, CancellationToken cancellationToken)
    {
        if (await ReadMessageAsync(content, cancellationToken) is not { } message)
        {
            return;
        }

        foreach (var item in message.Items)
        {
            var payload = ContactJson.Write(new ContactMessage { Items = [item with { Fresh = null, Attempts = 0 }] });
            await _deadLetters.RecordAsync(
                _options.Queue, item.Subject, payload, SyncCodes.Poison, "The message was delivered too often without being handled.", item.Attempts + 1, cancellationToken);
        }

        if (message is { Run: { } run, Slice: { } slice })
        {
            var counts = SyncCounts.Empty.Add(SyncCounts.DeadLetters, message.Items.Count);
            await _runs.RecordSliceAsync(run, slice, counts, 0, cancellationToken);
        }
    }

    /// <summary>The kind under which runs of a feed are listed.</summary>
    /// <param name="feed">The feed.</param>
    public static string KindOf(ContactFeed feed) => feed == ContactFeed.Contacts ? "contacts" : "registry";

    /// <summary>Timers go on firing while RapidPro throttles; one order for when the wait is over is enough.</summary>
    private async Task OrderAgainAsync(ContactFeed feed, TimeSpan wait, CancellationToken cancellationToken)
    {
        var now = _time.GetUtcNow();
        if (_orderedFor.GetValueOrDefault(feed) <= now)
        {
            _orderedFor[feed] = now + wait;
            await OrderAsync(feed, wait, cancellationToken);
        }
    }

    /// <summary>The message, or null when it had to be filed as unreadable.</summary>
    private async Task<ContactMessage?> ReadMessageAsync(string content, CancellationToken cancellationToken)
    {
        try
        {
            return ContactJson.Read<ContactMessage>(content);
        }
        catch (JsonException)
        {
            await _deadLetters.RecordAsync(
                _options.Queue, "unreadable message", content, SyncCodes.Unreadable, "The message is not one that mHero wrote.", 1, cancellationToken);
            return null;
        }
    }

    [LoggerMessage(4020, LogLevel.Information, "Read the feed {Feed}: {Slices} slices queued")]
    private partial void LogRead(ContactFeed feed, int slices);

    [LoggerMessage(4021, LogLevel.Warning, "The feed {Feed} could not be read to its end: {Code}")]
    private partial void LogReadFailed(ContactFeed feed, string code);
}
