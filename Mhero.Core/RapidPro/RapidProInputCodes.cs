using Mhero.Core.RapidPro.Webhooks;

namespace Mhero.Core.RapidPro;

/// <summary>Stable codes of exports of flows and of bodies of webhooks that cannot be used (<c>MH11xx</c>). docs/issue-codes.md explains each.</summary>
internal static class RapidProInputCodes
{
    /// <summary>The file is not an export of flows at all.</summary>
    public const string NotAnExport = "MH1101";

    /// <summary>A flow of the old engine (specification 12 and older).</summary>
    public const string LegacyFlow = "MH1102";

    /// <summary>A flow that does not have the shape of one.</summary>
    public const string UnreadableFlow = "MH1103";

    /// <summary>The body is not JSON, or holds text that is not Unicode.</summary>
    public const string NotJson = "MH1111";

    /// <summary>The body, or a part of it, must be an object and is something else.</summary>
    public const string NotAnObject = "MH1112";

    /// <summary>The contact's or the flow's UUID is missing.</summary>
    public const string NoUuid = "MH1113";

    /// <summary>A UUID is none.</summary>
    public const string NotAUuid = "MH1114";

    /// <summary>There are more than <see cref="WebhookBody.MaxResults"/> results.</summary>
    public const string TooManyResults = "MH1115";

    /// <summary>A result's key is empty or longer than <see cref="WebhookBody.MaxKeyLength"/> characters.</summary>
    public const string BadResultKey = "MH1116";
}
