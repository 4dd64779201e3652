// The reply box on a page of its own: from there one goes on to one's post.

import { Replying } from "./replying.js";

const form = document.getElementById("reply");
if (form?.dataset.draft) new Replying(form, { published: async (_id, url) => location.assign(url) });
