using System.Diagnostics.CodeAnalysis;

namespace Mhero.Core.RapidPro;

/// <summary>
/// An address of a contact, <c>scheme:path</c>. The display name and the query that RapidPro may append
/// (<c>scheme:path?query#display</c>; versions before 8.0 send the display) do not belong to the identity and are dropped.
/// </summary>
/// <param name="Scheme">The kind of address, in lower case; an open set.</param>
/// <param name="Path">The address as RapidPro has it: E.164 for <see cref="Tel"/>, digits without <c>+</c> for <see cref="WhatsApp"/>.</param>
public readonly record struct Urn(string Scheme, string Path)
{
    /// <summary>A telephone number in E.164, or a short code.</summary>
    public const string Tel = "tel";

    /// <summary>A WhatsApp number: digits without <c>+</c>; newest servers also send a business-scoped id.</summary>
    public const string WhatsApp = "whatsapp";

    /// <summary>A WhatsApp business-scoped user id (<c>CC.ALNUM</c>).</summary>
    public const string Bsuid = "bsuid";

    /// <summary>An e-mail address.</summary>
    public const string Mailto = "mailto";

    /// <summary>A Telegram id.</summary>
    public const string Telegram = "telegram";

    /// <summary>A Facebook id, or <c>ref:</c> and a referral.</summary>
    public const string Facebook = "facebook";

    /// <summary>An Instagram id.</summary>
    public const string Instagram = "instagram";

    /// <summary>A Twitter handle.</summary>
    public const string Twitter = "twitter";

    /// <summary>A Twitter id.</summary>
    public const string TwitterId = "twitterid";

    /// <summary>A Viber id.</summary>
    public const string Viber = "viber";

    /// <summary>A LINE id.</summary>
    public const string Line = "line";

    /// <summary>A Firebase Cloud Messaging token.</summary>
    public const string Fcm = "fcm";

    /// <summary>A WeChat id.</summary>
    public const string WeChat = "wechat";

    /// <summary>A Slack id.</summary>
    public const string Slack = "slack";

    /// <summary>A web chat id.</summary>
    public const string WebChat = "webchat";

    /// <summary>An id of some other system, which RapidPro does not check.</summary>
    public const string Ext = "ext";

    /// <summary>A JioChat id.</summary>
    public const string JioChat = "jiochat";

    /// <summary>A VK id.</summary>
    public const string Vk = "vk";

    /// <summary>A Rocket.Chat id.</summary>
    public const string RocketChat = "rocketchat";

    /// <summary>A Discord id.</summary>
    public const string Discord = "discord";

    /// <summary>A Freshchat id.</summary>
    public const string FreshChat = "freshchat";

    /// <summary>The URN of an address as both sides' profiles have it: E.164 with <c>+</c> is a telephone number, other texts are WhatsApp addresses.</summary>
    internal static Urn Of(string address) => new(address.StartsWith('+') ? Tel : WhatsApp, address);

    /// <summary>
    /// Takes a URN apart: <c>TEL:+250788000001#0788 000 001</c> gives <c>tel</c> and <c>+250788000001</c>. The path is
    /// taken as it is; RapidPro normalises paths itself.
    /// </summary>
    /// <param name="text">The text; null and blank are not URNs.</param>
    /// <param name="urn">The URN, when the answer is true.</param>
    /// <returns>Whether the text has a scheme of letters and digits, a colon and a path.</returns>
    public static bool TryParse([NotNullWhen(true)] string? text, out Urn urn)
    {
        urn = default;
        var rest = text.AsSpan().Trim();
        var colon = rest.IndexOf(':');
        if (colon <= 0)
        {
            return false;
        }

        var scheme = rest[..colon];
        var path = rest[(colon + 1)..];
        var end = path.IndexOfAny('?', '#');
        path = (end < 0 ? path : path[..end]).Trim();
        if (path.IsEmpty)
        {
            return false;
        }

        foreach (var c in scheme)
        {
            if (!char.IsAsciiLetterOrDigit(c))
            {
                return false;
            }
        }

        urn = new Urn(scheme.ToString().ToLowerInvariant(), path.ToString());
        return true;
    }

    /// <summary>The URN as the API takes it, <c>scheme:path</c>.</summary>
    public override string ToString() => $"{Scheme}:{Path}";
}
