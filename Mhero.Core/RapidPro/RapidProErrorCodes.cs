namespace Mhero.Core.RapidPro;

/// <summary>The stable codes of <see cref="RapidProException"/>.</summary>
public static class RapidProErrorCodes
{
    /// <summary>The server refused the request (400, 405, 409, 415 …).</summary>
    public const string Refused = "MH1001";

    /// <summary>The contact of an update is not in this workspace.</summary>
    public const string UnknownContact = "MH1002";

    /// <summary>Something else that the request names does not exist; also a cursor that is no longer valid.</summary>
    public const string NotFound = "MH1003";

    /// <summary>The token is missing, wrong or revoked, or its user's role is not allowed to do this.</summary>
    public const string TokenRefused = "MH1010";

    /// <summary>The configured address has no RapidPro API, or it has moved.</summary>
    public const string WrongAddress = "MH1011";

    /// <summary>The workspace is suspended or flagged; it refuses every write.</summary>
    public const string WorkspaceSuspended = "MH1012";

    /// <summary>The workspace hides URNs (anonymous), so that none can be looked up or written.</summary>
    public const string WorkspaceAnonymous = "MH1013";

    /// <summary>The quota is used up.</summary>
    public const string Throttled = "MH1020";

    /// <summary>The server failed (5xx, 408). A field or group that was just created does this for some seconds.</summary>
    public const string ServerError = "MH1030";

    /// <summary>No answer in time.</summary>
    public const string TimedOut = "MH1031";

    /// <summary>No connection could be made; nothing was sent.</summary>
    public const string Unreachable = "MH1032";

    /// <summary>The connection broke before the whole answer was there.</summary>
    public const string ConnectionLost = "MH1033";

    /// <summary>The answer is a success but not what the API answers (a proxy's page, half a document).</summary>
    public const string UnreadableAnswer = "MH1034";
}
