using System.Text.Json.Serialization;

namespace Mhero.Core.RapidPro.Model;

/// <summary>An address that is called when a flow fires a resthook.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Resthook">The resthook's slug.</param>
/// <param name="TargetUrl">The address; it may carry a secret, so it is never logged.</param>
/// <param name="CreatedOn">When it was made (UTC).</param>
public sealed record ResthookSubscriber([property: JsonRequired] long Id, string? Resthook, string? TargetUrl, DateTimeOffset? CreatedOn);
