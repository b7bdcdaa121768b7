namespace Mhero.Core.RapidPro.Webhooks;

/// <summary>The stable codes of <see cref="WebhookProblem"/>.</summary>
internal static class WebhookProblemCodes
{
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
