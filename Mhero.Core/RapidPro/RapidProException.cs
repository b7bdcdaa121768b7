using Mhero.Core.Http;

namespace Mhero.Core.RapidPro;

/// <summary>
/// A request to RapidPro that failed. <see cref="Exception.Message"/> holds no personal data and may be logged; the
/// server's own texts, which may repeat a number, are in <see cref="Errors"/>.
/// </summary>
public sealed class RapidProException : Exception, IRequestFailure
{
    /// <summary>Makes the exception.</summary>
    /// <param name="kind">The kind, by which the caller decides what to do.</param>
    /// <param name="code">One of <see cref="RapidProErrorCodes"/>.</param>
    /// <param name="message">The error and its correction, without personal data.</param>
    /// <param name="innerException">The cause, when it is not the server's answer.</param>
    public RapidProException(RapidProErrorKind kind, string code, string message, Exception? innerException = null)
        : base(message, innerException)
    {
        Kind = kind;
        Code = code;
    }

    /// <summary>The kind, by which the caller decides what to do.</summary>
    public RapidProErrorKind Kind { get; }

    /// <summary>A stable code, one of <see cref="RapidProErrorCodes"/>.</summary>
    public string Code { get; }

    /// <summary>The HTTP status; null when this request got no answer.</summary>
    public int? Status { get; init; }

    /// <summary>How long the server wants us to wait; always set when <see cref="Kind"/> is throttled.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The server's objections to the request; empty when it gave none.</summary>
    public IReadOnlyList<RapidProFieldError> Errors { get; init; } = [];

    /// <summary>
    /// Whether a write may have taken effect although it failed: its answer was lost in a time-out, a dropped connection
    /// or a server error, in this or an earlier try. Settle it by reading before the write is sent again.
    /// </summary>
    public bool MayHaveBeenDone { get; init; }

    /// <summary>Whether the failure passes and the request may be sent again.</summary>
    internal bool IsRepeatable { get; set; }

    bool IRequestFailure.IsRepeatable => IsRepeatable;

    /// <summary>Whether another contact owns one of the URNs (the text differs before and after 9.1.134).</summary>
    public bool IsUrnTaken => Has("urns", "in use by another contact") || Has("urns", "belongs to another contact");

    /// <summary>Whether the contact was deleted and can no longer be changed.</summary>
    public bool IsDeletedContact => Has("", "Deleted contacts can't be modified");

    /// <summary>Whether a contact field that the request sets does not exist.</summary>
    public bool IsUnknownField => Has("fields", "Invalid contact field key");

    /// <summary>Whether a group that the request names does not exist.</summary>
    public bool IsUnknownGroup => Has("group", "No such object");

    /// <summary>Whether a contact that the request names does not exist in this workspace.</summary>
    public bool IsUnknownContact => Code == RapidProErrorCodes.UnknownContact || Has("contact", "No such object");

    /// <summary>Whether the contact is blocked, stopped or archived and so cannot join groups.</summary>
    public bool IsNonActiveContact => Has("groups", "Non-active contacts");

    /// <summary>Whether a group or field of that name exists already (<c>label</c> up to 7.4).</summary>
    public bool IsNameTaken => Has("name", "must be unique") || Has("label", "must be unique");

    // Plural and singular (contacts, contact) and items (urns[0]) begin alike; the request as a whole has the path "".
    private bool Has(string path, string text)
    {
        foreach (var error in Errors)
        {
            var same = path.Length == 0 ? error.Path.Length == 0 : error.Path.StartsWith(path, StringComparison.Ordinal);
            if (same && error.Message.Contains(text, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }
}
