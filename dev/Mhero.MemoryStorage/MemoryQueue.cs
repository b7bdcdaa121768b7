using System.Text.RegularExpressions;

namespace Mhero.MemoryStorage;

/// <summary>The messages of a queue. Every operation is done alone.</summary>
internal sealed partial class MemoryQueue(string name, TimeProvider time, Func<int, int> choose, Action created)
{
    public const int MaxReceived = 32;

    private const int MaxTextBytes = 64 * 1024;
    private static readonly TimeSpan MaxHidden = TimeSpan.FromDays(7);
    private static readonly TimeSpan Unlimited = TimeSpan.FromSeconds(-1);

    private readonly Lock _gate = new();
    private readonly List<StoredMessage> _messages = [];
    private readonly bool _isNameValid = ValidName().IsMatch(name);
    private long _ids;

    /// <summary>Before this time no message is visible. A message that is removed may leave it too early.</summary>
    private DateTimeOffset _nextVisible = DateTimeOffset.MaxValue;

    public string Name => name;

    public bool Exists { get; private set; }

    public bool Create()
    {
        var isNew = Alone(() =>
        {
            var isNew = !Exists;
            Exists = true;
            return isNew;
        }, mustExist: false);
        if (isNew)
        {
            created();
        }

        return isNew;
    }

    public int Count() => Alone(() => _messages.Count);

    public StoredMessage Send(string text, TimeSpan? hidden, TimeSpan? timeToLive) => Alone(() =>
    {
        if (System.Text.Encoding.UTF8.GetByteCount(text) > MaxTextBytes)
        {
            throw ServiceErrors.Of(413, "RequestBodyTooLarge", "The request body is too large and exceeds the maximum permissible limit.");
        }

        var now = time.GetUtcNow();
        var wait = hidden ?? TimeSpan.Zero;
        RefuseWait(wait);
        DateTimeOffset? expires = timeToLive == Unlimited ? null : now + (timeToLive ?? MaxHidden);
        var message = new StoredMessage(NewId(), text, now, expires) { VisibleOn = now + wait, Receipt = NewId() };
        _messages.Add(message);
        Shows(message);
        return message;
    });

    public IReadOnlyList<StoredMessage> Receive(int max, TimeSpan hidden) => Alone<IReadOnlyList<StoredMessage>>(() =>
    {
        RefuseWait(hidden);
        var now = time.GetUtcNow();
        var visible = Visible();
        var received = new List<StoredMessage>();
        while (visible.Count > 0 && received.Count < max)
        {
            var at = choose(visible.Count);
            var message = visible[at] with { VisibleOn = now + hidden, Receipt = NewId(), Dequeued = visible[at].Dequeued + 1 };
            _messages[_messages.FindIndex(m => m.Id == message.Id)] = message;
            Shows(message);
            received.Add(message);
            visible.RemoveAt(at);
        }

        return received;
    });

    public IReadOnlyList<StoredMessage> Peek(int max) => Alone<IReadOnlyList<StoredMessage>>(() => [.. Visible().Take(max)]);

    public bool HasVisible()
    {
        lock (_gate)
        {
            var now = time.GetUtcNow();
            if (_nextVisible > now)
            {
                return false;
            }

            _nextVisible = _messages.Count == 0 ? DateTimeOffset.MaxValue : _messages.Min(m => m.VisibleOn);
            return Exists && _messages.Exists(m => m.VisibleOn <= now && !(m.ExpiresOn <= now));
        }
    }

    public void Delete(string id, string receipt) => Alone(() => _messages.Remove(With(id, receipt)));

    public StoredMessage Update(string id, string receipt, string? text, TimeSpan hidden) => Alone(() =>
    {
        RefuseWait(hidden);
        var before = With(id, receipt);
        var after = before with { Text = text ?? before.Text, VisibleOn = time.GetUtcNow() + hidden, Receipt = NewId() };
        _messages[_messages.IndexOf(before)] = after;
        Shows(after);
        return after;
    });

    public IReadOnlyList<DateTimeOffset> HiddenUntil(DateTimeOffset now) =>
        Alone<IReadOnlyList<DateTimeOffset>>(() => [.. _messages.Where(m => m.VisibleOn > now).Select(m => m.VisibleOn)]);

    private void Shows(StoredMessage message) => _nextVisible = message.VisibleOn < _nextVisible ? message.VisibleOn : _nextVisible;

    private static void RefuseWait(TimeSpan hidden)
    {
        if (hidden < TimeSpan.Zero || hidden > MaxHidden)
        {
            throw ServiceErrors.Of(400, "OutOfRangeQueryParameterValue", "One of the query parameters specified in the request URI is outside the permissible range.");
        }
    }

    private StoredMessage With(string id, string receipt)
    {
        var message = _messages.Find(m => m.Id == id) ?? throw ServiceErrors.MessageNotFound();

        // A receipt lapses when the message is received or updated again.
        return message.Receipt == receipt ? message : throw ServiceErrors.PopReceiptMismatch();
    }

    private List<StoredMessage> Visible()
    {
        var now = time.GetUtcNow();
        _messages.RemoveAll(m => m.ExpiresOn <= now);
        return [.. _messages.Where(m => m.VisibleOn <= now).OrderBy(m => m.VisibleOn)];
    }

    private string NewId() => (++_ids).ToString("x16", CultureInfo.InvariantCulture);

    private T Alone<T>(Func<T> work, bool mustExist = true)
    {
        if (!_isNameValid)
        {
            throw ServiceErrors.Of(400, "InvalidResourceName", "The specified resource name contains invalid characters.");
        }

        lock (_gate)
        {
            return mustExist && !Exists ? throw ServiceErrors.QueueNotFound() : work();
        }
    }

    [GeneratedRegex("^(?=.{3,63}$)[a-z0-9]+(-[a-z0-9]+)*$", RegexOptions.CultureInvariant)]
    private static partial Regex ValidName();
}
