using System.Buffers;
using Mhero.Core.RapidPro.Model;

namespace Mhero.Core.RapidPro.Webhooks;

/// <summary>A run as a webhook sent it, whatever the shape of its body.</summary>
/// <param name="Flow">The flow.</param>
/// <param name="Contact">The contact of the run. The name and the URN may be null.</param>
public sealed record WebhookRun(ObjectReference Flow, RunContact Contact)
{
    private static readonly Guid KeySpace = new("5f0c9b53-2f0f-4d0b-9d0e-7f3c1d6a8b42");

    /// <summary>The run's UUID; null when the body does not give it, as RapidPro's default body does not.</summary>
    public Guid? Run { get; init; }

    /// <summary>The contact's language, ISO 639-3; null when the body does not give it.</summary>
    public string? Language { get; init; }

    /// <summary>The results so far by key. Node, time, name and input are null when the body does not give them.</summary>
    public IReadOnlyDictionary<string, RunValue> Values { get; init; } = new Dictionary<string, RunValue>();

    /// <summary>When the run began; null when the body does not give it.</summary>
    public DateTimeOffset? CreatedOn { get; init; }

    /// <summary>The flow's revision; null when the body does not give it.</summary>
    public long? Revision { get; init; }

    /// <summary><c>completed</c>, <c>interrupted</c>, <c>expired</c> or <c>failed</c>; null while it goes on, or when the body does not give it.</summary>
    public string? ExitType { get; init; }

    /// <summary>
    /// A key for a body that does not name its run: a UUID (version 5) of contact, flow, results and coarse time. The same
    /// body sent twice has the same key, whatever the order of its members; other answers have another.
    /// </summary>
    /// <param name="receivedOn">When the body came.</param>
    /// <param name="bucket">
    /// How coarse the time is, more than zero. Two equal bodies on both sides of a bucket's edge have two keys; two runs
    /// with equal answers in one bucket have one, unless the results carry their times.
    /// </param>
    /// <returns>The UUID's text, in lower case with hyphens.</returns>
    public string StableKey(DateTimeOffset receivedOn, TimeSpan bucket)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(bucket, TimeSpan.Zero);
        ArrayBufferWriter<byte> name = new(512);
        using (Utf8JsonWriter json = new(name))
        {
            json.WriteStartArray();
            json.WriteStringValue(Contact.Uuid);
            json.WriteStringValue(Flow.Uuid);
            json.WriteNumberValue(receivedOn.UtcTicks / bucket.Ticks);
            foreach ((var key, var value) in Values.OrderBy(result => result.Key, StringComparer.Ordinal))
            {
                json.WriteStringValue(key);
                json.WriteStringValue(value.Value);
                json.WriteStringValue(value.Category);
                json.WriteNumberValue(value.Time?.UtcTicks ?? 0);
            }

            json.WriteEndArray();
        }

        return UuidV5.Create(KeySpace, name.WrittenSpan).ToString();
    }

    /// <summary>The run as the API would show it at this moment, with the flow start unknown.</summary>
    /// <param name="uuid">The run's UUID: <see cref="Run"/>, or that of <see cref="StableKey"/>.</param>
    /// <param name="receivedOn">
    /// When the body came; it becomes the time of the last change. RapidPro calls while the contact waits and saves the run
    /// afterwards, so the polled run is the newer one.
    /// </param>
    public FlowRun ToRun(Guid uuid, DateTimeOffset receivedOn)
    {
        var now = receivedOn.ToUniversalTime();
        return new FlowRun
        {
            Uuid = uuid,
            Flow = Flow,
            Contact = Contact,
            Responded = Values.Count > 0,
            Values = Values,
            CreatedOn = CreatedOn,
            ModifiedOn = now,
            ExitedOn = ExitType is null ? null : now,
            ExitType = ExitType,
        };
    }
}
