using System.Text.Json.Serialization;

namespace Mhero.Core.RapidPro.Model;

/// <summary>A resthook of the workspace; its subscribers are called from flows. Made in RapidPro's own pages only.</summary>
/// <param name="Slug">Its name (<c>resthook</c> on the wire).</param>
/// <param name="ModifiedOn">When it last changed (UTC).</param>
/// <param name="CreatedOn">When it was made (UTC).</param>
public sealed record Resthook([property: JsonRequired, JsonPropertyName("resthook")] string Slug, DateTimeOffset? ModifiedOn, DateTimeOffset? CreatedOn);
